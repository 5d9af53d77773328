package io.nodesentinel.e2e.dev;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.nodesentinel.e2e.controlplane.Binaries;
import io.nodesentinel.e2e.controlplane.ControlPlane;
import io.nodesentinel.e2e.controlplane.ControlPlaneSettings;
import io.nodesentinel.e2e.controlplane.HostFolders;
import io.nodesentinel.e2e.demo.DemoDatabase;
import io.nodesentinel.e2e.local.Installation;
import io.nodesentinel.operator.cli.Subcommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `nodesentinel dev`, which `make dev-env` runs where there is no Docker.
@Command(
    name = "dev",
    mixinStandardHelpOptions = true,
    description =
        "Starts a local control plane with fake nodes, and the operator from the sources of this"
            + " checkout on it; compiles and restarts it whenever a source changes. Ctrl-C ends all.")
public final class DevCommand implements Subcommand {
  private static final Duration QUIET = Duration.ofMillis(300);
  private static final Duration LOOK = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final Duration VALIDITY = Duration.ofHours(24);

  private static final List<String> OPERATOR_OPTIONS =
      List.of(
          "--lease-duration=4s",
          "--renew-deadline=3s",
          "--retry-period=1s",
          "--max-unavailable=50%",
          "--output=plain");

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--nodes", paramLabel = "N", description = "Fake nodes. Default: 10.")
  private int nodes = 10;

  @Option(
      names = "--datastore",
      paramLabel = "KIND",
      description =
          "${COMPLETION-CANDIDATES}. With postgresql a real server runs beside the API server."
              + " Default: ${DEFAULT-VALUE}.")
  private Datastore datastore = Datastore.kubernetes;

  enum Datastore {
    kubernetes,
    postgresql
  }

  @Override
  public Integer call() throws Exception {
    // Ctrl-C: this thread closes what it opened, in order, and the JVM waits for that.
    Thread worker = Thread.currentThread();
    CountDownLatch closed = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .name("end-live-loop")
                .unstarted(() -> {
                  worker.interrupt();
                  await(closed);
                }));
    try {
      live();
      return 0;
    } catch (InterruptedException ended) {
      say("stopped; nothing of it runs any more");
      return 0;
    } finally {
      closed.countDown();
    }
  }

  private void await(CountDownLatch closed) {
    try {
      if (!closed.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        say("not everything has ended after " + PATIENCE.toSeconds() + " s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void live() throws IOException, InterruptedException {
    Path state = HostFolders.state(System.getenv()).resolveSibling("dev");
    ControlPlane.sweepAbandoned(state);
    SourceTree sources = SourceTree.of(HostFolders.repository());
    ControlPlaneSettings settings = ControlPlaneSettings.full().withFakeNodes(nodes);
    Path binaries = Binaries.locate(settings.programs(), this::say);
    Path run = state.resolve("run-" + ProcessHandle.current().pid());
    say("starting a control plane with %d fake nodes".formatted(nodes));
    try (SourceWatch watch = new SourceWatch(sources.sources(), QUIET);
        ControlPlane controlPlane = ControlPlane.start(run, binaries, settings);
        KubernetesClient admin = controlPlane.adminClient();
        @Nullable DemoDatabase database = database()) {
      Installation.install(admin);
      Installation.apply(
          admin, HostFolders.repository().resolve("examples/quarantine-policy-fatal.yaml"));
      Path identity =
          Installation.identity(controlPlane, admin, run.resolve("operator.kubeconfig"), VALIDITY);
      LiveOperator.Setup setup =
          new LiveOperator.Setup(
              sources,
              identity,
              run.resolve("operator.log"),
              OPERATOR_OPTIONS,
              database == null ? Map.of() : database.environment(),
              () -> Installation.install(admin));
      try (LiveOperator operator = new LiveOperator(setup, this::say)) {
        operator.restart();
        explain(controlPlane, database);
        loop(
            new LiveLoop(watch::await, new Compiler(sources.root())::compile, operator, this::say));
      } finally {
        controlPlane.discard();
      }
    }
  }

  /// Until the thread is interrupted.
  private static void loop(LiveLoop loop) throws IOException, InterruptedException {
    while (!Thread.currentThread().isInterrupted()) {
      loop.step(LOOK);
    }
    throw new InterruptedException("asked to end");
  }

  private @Nullable DemoDatabase database() throws IOException {
    if (datastore == Datastore.kubernetes) {
      return null;
    }
    say("starting PostgreSQL");
    return DemoDatabase.start();
  }

  private void explain(ControlPlane controlPlane, @Nullable DemoDatabase database) {
    say(
        """
        in another terminal:

          export KUBECONFIG=%s
          kubectl get nodes,nq,qp,he
          kubectl create -f %s/examples/health-event-fault.yaml%s

        A change below src/main is compiled, and the operator restarted. Ctrl-C ends everything.
        """
            .formatted(
                controlPlane.kubeconfig(),
                HostFolders.repository(),
                database == null ? "" : "\n  psql " + database.address()));
  }

  private synchronized void say(String line) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(line);
    out.flush();
  }
}
