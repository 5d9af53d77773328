package io.nodesentinel.e2e.controlplane;

/// There is nothing that the control plane could be built with. Another source may serve instead.
public final class NoToolchainException extends ControlPlaneException {
  private static final long serialVersionUID = 1L;

  NoToolchainException(String message) {
    super(message);
  }
}
