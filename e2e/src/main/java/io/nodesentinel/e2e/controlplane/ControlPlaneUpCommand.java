package io.nodesentinel.e2e.controlplane;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Starts the control plane, or finds the one that runs. Progress goes to the error output, so that
/// `eval "$(nodesentinel controlplane up)"` works.
@Command(
    name = "up",
    description = "Start the control plane, or find the one that runs, and say how to use it.",
    mixinStandardHelpOptions = true)
final class ControlPlaneUpCommand implements Callable<Integer> {
  private static final int USUAL_NODES = 3;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private StateOption state = new StateOption();

  @Option(
      names = "--nodes",
      paramLabel = "N",
      description = "Make sure that fake nodes node-0000 ... exist. Default for a new start: 3.")
  private @Nullable Integer nodes;

  @Option(names = "--output", paramLabel = "FORMAT", description = "${COMPLETION-CANDIDATES}.")
  private OutputFormat output = OutputFormat.text;

  @Override
  public Integer call() {
    if (nodes != null && nodes < 0) {
      throw new ParameterException(spec.commandLine(), "--nodes must not be negative.");
    }
    StateFolder folder = state.folder();
    try (var _ = folder.lock(this::progress)) {
      RunningControlPlane found = RunningControlPlane.look(folder);
      if (found.isUsable()) {
        progress("The control plane in " + folder.root() + " runs already.");
        furnish(found, nodes == null ? 0 : nodes);
      } else {
        if (folder.exists()) {
          progress("Cleaning up what an earlier control plane left in " + folder.root() + ".");
        }
        start(folder);
      }
      new ControlPlaneReport(RunningControlPlane.look(folder)).printUp(output, out());
      return 0;
    } catch (ControlPlaneException | KubernetesClientException | IOException e) {
      progress(e instanceof ControlPlaneException ? String.valueOf(e.getMessage()) : e.toString());
      return 1;
    }
  }

  private void start(StateFolder folder) throws IOException {
    Path binaries = Binaries.locate(ControlPlaneSettings.full().programs(), this::progress);
    long begin = System.nanoTime();
    progress("Starting the control plane; logs in " + folder.root().resolve("logs") + ".");
    try (ControlPlane started =
        ControlPlane.start(folder, binaries, ControlPlaneSettings.full(), Lifetime.DETACHED)) {
      furnish(RunningControlPlane.look(folder), nodes == null ? USUAL_NODES : nodes);
      started.detach();
    }
    double seconds = (System.nanoTime() - begin) / (double) TimeUnit.SECONDS.toNanos(1);
    progress(String.format(Locale.ROOT, "Ready after %.1f s.", seconds));
  }

  private void furnish(RunningControlPlane running, int nodeCount) throws IOException {
    try (KubernetesClient client = running.client()) {
      List<String> crds = CrdInstaller.install(client, HostFolders.crds());
      progress("%d CRDs installed.".formatted(crds.size()));
      if (nodeCount > 0) {
        FakeNodes.create(client, nodeCount);
        progress("%d fake nodes ready.".formatted(nodeCount));
      }
    }
  }

  private void progress(String line) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(line);
    err.flush();
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
