package io.nodesentinel.e2e.demo;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.nodesentinel.e2e.controlplane.Binaries;
import io.nodesentinel.e2e.controlplane.ControlPlane;
import io.nodesentinel.e2e.controlplane.ControlPlaneSettings;
import io.nodesentinel.e2e.controlplane.HostFolders;
import io.nodesentinel.e2e.local.Installation;
import io.nodesentinel.e2e.local.OperatorJvm;
import io.nodesentinel.operator.cli.Subcommand;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `nodesentinel demo`.
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description =
        "Starts a local control plane with fake nodes, runs the operator on it, and plays the story:"
            + " a fault, a cordon, a drain, a recovery, and a person who uncordons by hand.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:every step came out right", "1:a step failed", "2:wrong usage"})
public final class DemoCommand implements Subcommand {
  private static final int NODES = 12;
  private static final int REPLICAS = 30;
  private static final int MAX_UNAVAILABLE = 2;

  private static final List<String> OPERATOR_OPTIONS =
      List.of(
          "--lease-duration", "4s",
          "--renew-deadline", "3s",
          "--retry-period", "1s",
          "--max-unavailable", "25%");

  @Option(
      names = "--keep",
      description = "Leave everything running at the end, and say what to type to play on.")
  private boolean keep;

  @Option(
      names = "--datastore",
      paramLabel = "KIND",
      defaultValue = "kubernetes",
      description =
          "${COMPLETION-CANDIDATES}. With postgresql a real server runs beside the API server, and"
              + " the story has one chapter more. Default: ${DEFAULT-VALUE}.")
  private Datastore datastore = Datastore.kubernetes;

  enum Datastore {
    kubernetes,
    postgresql
  }

  @Override
  public Integer call() throws Exception {
    Narrator narrator = new Narrator(System.out, isTerminal());
    Path state = HostFolders.state(System.getenv()).resolveSibling("demo");
    ControlPlane.sweepAbandoned(state);
    narrator.chapter("NodeSentinel demo: a real API server, fake nodes, and the operator on them");
    ControlPlaneSettings settings = ControlPlaneSettings.full().withFakeNodes(NODES);
    Path binaries = Binaries.locate(settings.programs(), narrator::say);
    narrator.say(
        "starting etcd, kube-apiserver, controllers, scheduler and " + NODES + " fake nodes");
    Path run = state.resolve("run-" + ProcessHandle.current().pid());
    try (ControlPlane controlPlane = ControlPlane.start(run, binaries, settings);
        KubernetesClient admin = controlPlane.adminClient()) {
      boolean fine = play(controlPlane, admin, run, narrator);
      if (fine) {
        controlPlane.discard();
      }
      return fine ? 0 : 1;
    }
  }

  private boolean play(
      ControlPlane controlPlane, KubernetesClient admin, Path run, Narrator narrator)
      throws Exception {
    Installation.install(admin);
    Path identity =
        Installation.identity(
            controlPlane, admin, run.resolve("operator.kubeconfig"), Duration.ofHours(12));
    Installation.apply(
        admin, HostFolders.repository().resolve("examples/quarantine-policy-fatal.yaml"));
    Path log = run.resolve("operator.log");
    try (@Nullable DemoDatabase database = database(narrator);
        OperatorJvm operator =
            OperatorJvm.start(
                identity,
                log,
                List.of("-Xmx256m"),
                OPERATOR_OPTIONS,
                database == null ? Map.of() : database.environment())) {
      DemoWorld world = new DemoWorld(admin);
      narrator.say(
          "deploying " + REPLICAS + " pods, of which " + MAX_UNAVAILABLE + " may be missing");
      world.deploy(REPLICAS, MAX_UNAVAILABLE);
      operator.awaitReady();
      narrator.say("the operator is ready, under its own service account");
      boolean fine =
          tell(new Story(world, narrator), lastChapter(world, database, narrator), narrator, log);
      if (fine && keep) {
        stay(narrator, controlPlane, database, log);
      }
      return fine;
    }
  }

  private @Nullable DemoDatabase database(Narrator narrator) throws IOException {
    if (datastore == Datastore.kubernetes) {
      return null;
    }
    narrator.say("starting PostgreSQL");
    return DemoDatabase.start();
  }

  private static Optional<DatabaseChapter> lastChapter(
      DemoWorld world, @Nullable DemoDatabase database, Narrator narrator) {
    return database == null
        ? Optional.empty()
        : Optional.of(new DatabaseChapter(world, database, narrator));
  }

  /// With JDK 25's own console provider there is no console where there is no terminal.
  @SuppressWarnings("SystemConsoleNull")
  private static boolean isTerminal() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }

  private static boolean tell(
      Story story, Optional<DatabaseChapter> last, Narrator narrator, Path log)
      throws InterruptedException {
    try {
      story.tell();
      if (last.isPresent()) {
        last.get().tell();
      }
      narrator.table();
      return true;
    } catch (RuntimeException failure) {
      narrator.failed(story.step() + ": " + failure.getMessage());
      narrator.plain("The operator's log: " + log);
      return false;
    }
  }

  /// Waits for Ctrl-C, which ends everything in order.
  private static void stay(
      Narrator narrator, ControlPlane controlPlane, @Nullable DemoDatabase database, Path log)
      throws InterruptedException {
    if (database != null) {
      narrator.plain("The database: psql " + database.address() + "\n");
    }
    narrator.plain(
        """
        Everything goes on running until you press Ctrl-C. In another terminal:

          export KUBECONFIG=%s
          kubectl get nodes,nq,qp,he
          kubectl describe nq                      # why, since when, what next
          kubectl create -f %s/examples/health-event-fault.yaml
          kubectl get node node-0003 -w
          kubectl uncordon node-0003               # you win

        The operator's log: %s\
        """
            .formatted(controlPlane.kubeconfig(), HostFolders.repository(), log));
    new CountDownLatch(1).await();
  }
}
