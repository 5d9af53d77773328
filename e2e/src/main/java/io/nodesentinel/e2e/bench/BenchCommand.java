package io.nodesentinel.e2e.bench;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.nodesentinel.e2e.bench.cluster.BareClient;
import io.nodesentinel.e2e.bench.cluster.BenchException;
import io.nodesentinel.e2e.bench.cluster.Proc;
import io.nodesentinel.e2e.bench.cluster.RequestCounts;
import io.nodesentinel.e2e.bench.cluster.World;
import io.nodesentinel.e2e.bench.datastore.DatastoreBench;
import io.nodesentinel.e2e.bench.datastore.DatastoreSettings;
import io.nodesentinel.e2e.bench.latency.Bench;
import io.nodesentinel.e2e.bench.latency.Settings;
import io.nodesentinel.e2e.bench.load.Machine;
import io.nodesentinel.e2e.bench.load.Operators;
import io.nodesentinel.e2e.bench.report.Progress;
import io.nodesentinel.e2e.bench.report.Report;
import io.nodesentinel.e2e.bench.scale.Part;
import io.nodesentinel.e2e.bench.scale.ScaleBench;
import io.nodesentinel.e2e.bench.scale.ScaleSettings;
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
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
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
        "Measures the operator on a local control plane with fake nodes, and the change stream on"
            + " PostgreSQL; beside each figure what a bare client reaches in the same run. Figures of"
            + " different runs do not compare.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:everything was measured, whether it reaches its target or not",
      "1:something did not work, the look-alike run was wrong, or changes were lost",
      "2:wrong usage"
    })
public final class BenchCommand implements Subcommand {
  enum Format {
    text,
    json
  }

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--scale",
      description =
          "The long part instead: 5,000 nodes with 150,000 pods, two replicas, bursts of up to"
              + " 2,500 faults, a storm, look-alikes, start-up with the AOT cache. About a quarter"
              + " of an hour, 20 GiB of memory.")
  private boolean scale;

  @Option(
      names = "--datastore",
      description =
          "Only the part on PostgreSQL: inserts with and without the change stream, its throughput,"
              + " latency, catching up, idling, what is lost, and moving house. About twelve minutes.")
  private boolean datastore;

  @Option(
      names = "--backlog",
      paramLabel = "N",
      showDefaultValue = Visibility.NEVER,
      description =
          "Changes that wait in PostgreSQL for a client that comes back. Default: 1000000; 20000 with"
              + " --quick.")
  private int backlog;

  @Option(
      names = "--parts",
      paramLabel = "PART",
      split = ",",
      showDefaultValue = Visibility.NEVER,
      description = "With --scale, only these: ${COMPLETION-CANDIDATES}. Default: all.")
  private Set<Part> parts = Set.of();

  @Option(
      names = "--nodes",
      paramLabel = "N",
      showDefaultValue = Visibility.NEVER,
      description =
          "Fake nodes. Default: 1000, each with a fault in a burst; 5000 with --scale, half of them"
              + " in the largest burst.")
  private int nodes;

  @Option(names = "--pods", paramLabel = "N", description = "With --scale: running pods.")
  private int pods = 150_000;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      showDefaultValue = Visibility.NEVER,
      description =
          "How often bursts and starts are measured; the median counts. Default: 5; starts only, and"
              + " 3, with --scale.")
  private int rounds;

  @Option(
      names = "--quick",
      description = "Few nodes, one round, few samples: to see that it works.")
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

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Write the table, with --scale also the plots, as one HTML file.")
  private @Nullable Path html;

  @Override
  public Integer call() throws Exception {
    check();
    Progress progress = new Progress(spec.commandLine().getErr());
    // One at a time: a second start in the folder of a running one is refused.
    Path run = HostFolders.state(System.getenv()).resolveSibling("bench");
    Report result;
    try {
      result = scale ? scale(run, progress) : withDatastore(run, progress);
    } catch (BenchException failure) {
      throw new BenchException(failure.getMessage() + "; logs in " + run, failure);
    }
    write(result);
    result.failures().forEach(failure -> progress.say("WRONG: %s", failure));
    return result.failures().isEmpty() ? 0 : 1;
  }

  private void check() {
    if (!scale && !parts.isEmpty()) {
      throw new ParameterException(spec.commandLine(), "--parts are parts of --scale.");
    }
    if (scale && (datastore || backlog != 0)) {
      throw new ParameterException(
          spec.commandLine(), "--scale does not measure the datastore: leave out what is of it.");
    }
    if (backlog < 0) {
      throw new ParameterException(spec.commandLine(), "--backlog must be at least 1.");
    }
    int least = scale ? 200 : 100;
    if (nodes != 0 && nodes < least || rounds < 0 || pods < 1) {
      throw new ParameterException(
          spec.commandLine(),
          "--nodes must be at least 100, with --scale 200, and --rounds and --pods at least 1.");
    }
  }

  private Report withDatastore(Path run, Progress progress) throws IOException, TimeoutException {
    Report report =
        datastore ? new Report(Machine.facts("PostgreSQL and bench")) : latency(run, progress);
    DatastoreBench.run(
        quick
            ? DatastoreSettings.quick(backlog == 0 ? 20_000 : backlog)
            : DatastoreSettings.full(backlog == 0 ? 1_000_000 : backlog),
        progress,
        report);
    report.machine("load average after", Proc.load());
    return report;
  }

  private Report latency(Path run, Progress progress) throws IOException, TimeoutException {
    int count = nodes == 0 ? 1000 : nodes;
    Settings settings =
        quick
            ? Settings.quick(operatorFlags)
            : Settings.full(count, rounds == 0 ? 5 : rounds, operatorFlags);
    ControlPlaneSettings wanted = ControlPlaneSettings.full().withFakeNodes(settings.nodes());
    return with(
        run,
        wanted,
        progress,
        (controlPlane, admin, identity) -> {
          List<String> names =
              IntStream.range(0, settings.nodes()).mapToObj(FakeNodes::name).toList();
          Map<String, Long> pids = new TreeMap<>();
          controlPlane.pids().forEach((program, pid) -> pids.put(program.toString(), pid));
          try (World world = new World(admin.getConfiguration(), names, pids)) {
            RequestCounts.tellApart(world.client, Installation.NAME, Installation.NAME);
            Report report =
                report(
                    world.client,
                    settings.nodes() + " nodes without pods, median of " + settings.rounds());
            Operators operators =
                new Operators(
                    world, identity, run.resolve("operator.log"), settings.operatorFlags());
            new Bench(world, operators, settings, progress, report).run();
            return report;
          }
        });
  }

  private Report scale(Path run, Progress progress) throws IOException, TimeoutException {
    Set<Part> wanted = parts.isEmpty() ? EnumSet.allOf(Part.class) : parts;
    ScaleSettings settings =
        quick
            ? ScaleSettings.quick(operatorFlags, wanted)
            : ScaleSettings.full(
                nodes == 0 ? 5000 : nodes, pods, rounds == 0 ? 3 : rounds, operatorFlags, wanted);
    return with(
        run,
        settings.controlPlane(),
        progress,
        (controlPlane, admin, identity) -> {
          try (BareClient client = new BareClient(admin.getConfiguration())) {
            RequestCounts.tellApart(client, Installation.NAME, Installation.NAME);
            Report report = report(client, settings.size());
            new ScaleBench(controlPlane, admin, run, identity, settings, progress, report).run();
            return report;
          }
        });
  }

  private Report report(BareClient client, String size) {
    return new Report(Machine.facts(client, operatorFlags, size));
  }

  private interface Measurement {
    Report on(ControlPlane controlPlane, KubernetesClient admin, Path identity)
        throws IOException, TimeoutException;
  }

  private static Report with(
      Path run, ControlPlaneSettings wanted, Progress progress, Measurement measurement)
      throws IOException, TimeoutException {
    Path binaries = Binaries.locate(wanted.programs(), progress::say);
    progress.say("starting a control plane with %d fake nodes", wanted.fakeNodes());
    try (ControlPlane controlPlane = ControlPlane.start(run, binaries, wanted);
        KubernetesClient admin = controlPlane.adminClient()) {
      Installation.install(admin);
      Path identity =
          Installation.identity(
              controlPlane, admin, run.resolve("operator.kubeconfig"), Duration.ofHours(12));
      Report report = measurement.on(controlPlane, admin, identity);
      report.machine("load average after", Proc.load());
      return report;
    }
  }

  private void write(Report result) throws IOException {
    if (report != null) {
      write(report, result.json() + "\n");
    }
    if (html != null) {
      write(html, result.html(again()));
    }
    var out = spec.commandLine().getOut();
    out.print(output == Format.json ? result.json() + "\n" : result.text());
    out.flush();
  }

  private String again() {
    return "./nodesentinel "
        + String.join(" ", spec.root().commandLine().getParseResult().originalArgs());
  }

  private void write(Path file, String text) throws IOException {
    if (file.getParent() != null) {
      Files.createDirectories(file.getParent());
    }
    Files.writeString(file, text);
    spec.commandLine().getErr().println("written: " + file.toAbsolutePath());
  }
}
