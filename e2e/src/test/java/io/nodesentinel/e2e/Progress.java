package io.nodesentinel.e2e;

/// Lines for whoever watches the build: a step that takes noticeable time says so before it begins.
final class Progress {
  private Progress() {}

  static void say(String line) {
    System.err.println("e2e: " + line);
  }
}
