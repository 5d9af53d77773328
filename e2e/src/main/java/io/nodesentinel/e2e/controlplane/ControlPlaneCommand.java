package io.nodesentinel.e2e.controlplane;

import io.nodesentinel.operator.cli.Subcommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `nodesentinel controlplane`: a control plane for developers, on this machine.
@Command(
    name = "controlplane",
    description = "Run a local control plane: real Kubernetes, fake nodes, our CRDs installed.",
    mixinStandardHelpOptions = true,
    subcommands = {
      ControlPlaneUpCommand.class,
      ControlPlaneStatusCommand.class,
      ControlPlaneDownCommand.class
    })
public final class ControlPlaneCommand implements Subcommand {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "What to do: up, status or down?");
  }
}
