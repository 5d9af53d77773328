package io.nodesentinel.e2e.controlplane;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Shows the processes. Succeeds only if the control plane can be used, so that scripts can ask.
@Command(
    name = "status",
    description = "Show the processes; exit code 0 if all run and the API server is ready.",
    mixinStandardHelpOptions = true)
final class ControlPlaneStatusCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private StateOption state = new StateOption();

  @Option(names = "--output", paramLabel = "FORMAT", description = "${COMPLETION-CANDIDATES}.")
  private OutputFormat output = OutputFormat.text;

  @Override
  public Integer call() {
    try {
      RunningControlPlane found = RunningControlPlane.look(state.folder());
      new ControlPlaneReport(found).printStatus(output, spec.commandLine().getOut());
      return found.isUsable() ? 0 : 1;
    } catch (IOException e) {
      spec.commandLine().getErr().println("Cannot read the state of the control plane: " + e);
      return 1;
    }
  }
}
