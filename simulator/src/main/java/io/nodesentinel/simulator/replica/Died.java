package io.nodesentinel.simulator.replica;

import java.io.Serial;

/// Unwinds what a process was doing when it died. An error, so that nothing takes it for its own.
final class Died extends Error {
  @Serial private static final long serialVersionUID = 1L;

  Died() {
    super("the process died", null, false, false);
  }
}
