package io.nodesentinel.e2e.controlplane;

/// Something to do when this process is asked to end (Ctrl-C, TERM, `System.exit`).
record ShutdownHook(Thread thread) {
  static ShutdownHook register(String name, Runnable action) {
    Thread thread = new Thread(action, name);
    Runtime.getRuntime().addShutdownHook(thread);
    return new ShutdownHook(thread);
  }

  /// Repeating it is harmless.
  void remove() {
    try {
      Runtime.getRuntime().removeShutdownHook(thread);
    } catch (IllegalStateException alreadyEnding) {
      // The hook runs now or has run: there is nothing to remove.
      return;
    }
  }
}
