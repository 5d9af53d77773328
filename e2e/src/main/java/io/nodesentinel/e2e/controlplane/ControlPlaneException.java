package io.nodesentinel.e2e.controlplane;

/// The control plane could not be built, started or used. The message is written for the person at
/// the keyboard and says what to do or where to look.
public class ControlPlaneException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ControlPlaneException(String message) {
    super(message);
  }

  ControlPlaneException(String message, Throwable cause) {
    super(message, cause);
  }
}
