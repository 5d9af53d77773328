package io.nodesentinel.e2e.bench;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.nodesentinel.e2e.bench.cluster.BenchException;
import io.nodesentinel.e2e.bench.cluster.Proc;
import io.nodesentinel.e2e.bench.cluster.RequestCounts;
import io.nodesentinel.e2e.bench.cluster.World;
import io.nodesentinel.e2e.bench.latency.Bench;
import io.nodesentinel.e2e.bench.latency.Settings;
import io.nodesentinel.e2e.bench.load.Machine;
import io.nodesentinel.e2e.bench.load.Operators;
import io.nodesentinel.e2e.bench.report.Progress;
import io.nodesentinel.e2e.bench.report.Report;
import io.nodesentinel.e2e.controlplane.Binaries;
import io.nodesentinel.e2e.controlplane.ControlPlane;
import io.nodesentinel.e2e.controlplane.ControlPlaneSettings;
import io.nodesentinel.e2e.controlplane.FakeNodes;
import io.nodesentinel.e2e.controlplane.HostFolders;
import io.nodesentinel.e2e.local.Installation;
import io.nodesentinel.operator.cli.Subcommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `nodesentinel bench`.
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description =
        "Measures the operator on a local control plane with fake nodes, and beside each figure what"
            + " a bare client reaches in the same run. Figures of different runs do not compare.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:everything was measured, whether it reaches its target or not",
      "1:something did not work",
      "2:wrong usage"
    })
public final class BenchCommand implements Subcommand {
  enum Format {
    text,
    json
  }

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--nodes", paramLabel = "N", description = "Fake nodes, and size of a burst.")
  private int nodes = 1000;

  @Option(names = "--rounds", paramLabel = "N", description = "Bursts, of which the median counts.")
  private int rounds = 5;

  @Option(
      names = "--quick",
      description = "200 nodes, one round, few samples: to see that it works.")
  private boolean quick;

  @Option(
      names = "--operator-flag",
      paramLabel = "FLAG",
      description = "A flag for the operator's JVM; may be repeated.")
  private List<String> operatorFlags = List.of("-Xmx256m");

  @Option(names = "--output", paramLabel = "FORMAT", description = "${COMPLETION-CANDIDATES}.")
  private Format output = Format.text;

  @Option(names = "--report", paramLabel = "FILE", description = "Write the JSON to this file too.")
  private @Nullable Path report;

  @Override
  public Integer call() throws Exception {
    Settings settings = settings();
    Progress progress = new Progress(spec.commandLine().getErr());
    ControlPlaneSettings wanted = ControlPlaneSettings.full().withFakeNodes(settings.nodes());
    Path binaries = Binaries.locate(wanted.programs(), progress::say);
    progress.say("starting a control plane with %d fake nodes", settings.nodes());
    // One at a time: a second start in the folder of a running one is refused.
    Path run = HostFolders.state(System.getenv()).resolveSibling("bench");
    Report result;
    try (ControlPlane controlPlane = ControlPlane.start(run, binaries, wanted);
        KubernetesClient admin = controlPlane.adminClient()) {
      result = measure(controlPlane, admin, run, settings, progress);
    } catch (BenchException failure) {
      throw new BenchException(failure.getMessage() + "; logs in " + run, failure);
    }
    print(result);
    return 0;
  }

  private Settings settings() {
    if (nodes < 100 || rounds < 1 || rounds > nodes) {
      throw new ParameterException(
          spec.commandLine(), "--nodes must be at least 100, and --rounds at least 1.");
    }
    return quick ? Settings.quick(operatorFlags) : Settings.full(nodes, rounds, operatorFlags);
  }

  private static Report measure(
      ControlPlane controlPlane,
      KubernetesClient admin,
      Path run,
      Settings settings,
      Progress progress)
      throws IOException, TimeoutException {
    Installation.install(admin);
    Path identity =
        Installation.identity(
            controlPlane, admin, run.resolve("operator.kubeconfig"), Duration.ofHours(12));
    List<String> names = IntStream.range(0, settings.nodes()).mapToObj(FakeNodes::name).toList();
    Map<String, Long> pids = new TreeMap<>();
    controlPlane.pids().forEach((program, pid) -> pids.put(program.toString(), pid));
    try (World world = new World(admin.getConfiguration(), names, pids)) {
      RequestCounts.tellApart(world.client, Installation.NAME, Installation.NAME);
      Report report = new Report(
              Machine.facts(
                  world.client,
                  settings.operatorFlags(),
                  settings.nodes() + " nodes without pods, median of " + settings.rounds()));
      Operators operators =
          new Operators(world, identity, run.resolve("operator.log"), settings.operatorFlags());
      new Bench(world, operators, settings, progress, report).run();
      report.machine("load average after", Proc.load());
      return report;
    }
  }

  private void print(Report result) throws IOException {
    var out = spec.commandLine().getOut();
    if (report != null) {
      Files.writeString(report, result.json() + "\n");
    }
    out.print(output == Format.json ? result.json() + "\n" : result.text());
    out.flush();
  }
}
