package io.nodesentinel.e2e.controlplane;

/// A program ended though nobody asked it to. The message has the end of its log.
final class ProgramEndedException extends ControlPlaneException {
  private static final long serialVersionUID = 1L;

  private final boolean portTaken;

  ProgramEndedException(Program program, int exitCode, String logTail, String logFile) {
    super(
        "%s ended with exit code %d; the end of its log (%s):\n%s"
            .formatted(program, exitCode, logFile, logTail));
    this.portTaken = logTail.contains("address already in use");
  }

  /// Somebody took the port between our choosing it and the program's listening on it.
  boolean portTaken() {
    return portTaken;
  }
}
