package io.nodesentinel.e2e.controlplane;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// Ends the control plane and deletes its folder.
@Command(
    name = "down",
    description = "End the control plane and delete its folder, with all data in it.",
    mixinStandardHelpOptions = true)
final class ControlPlaneDownCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private StateOption state = new StateOption();

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    StateFolder folder = state.folder();
    if (!folder.exists()) {
      err.println("There is no control plane in " + folder.root() + ".");
      return 0;
    }
    try (var _ = folder.lock(err::println)) {
      folder.remove();
      err.println("The control plane is stopped; " + folder.root() + " is deleted.");
      return 0;
    } catch (ControlPlaneException e) {
      err.println(e.getMessage());
      return 1;
    } catch (IOException e) {
      err.println("Cannot delete " + folder.root() + ": " + e);
      return 1;
    }
  }
}
