package io.nodesentinel.e2e;

import java.util.List;

/// A place where the chart can be installed: with real pods, or with ones that are played.
interface InstalledChart extends AutoCloseable {
  Cluster cluster();

  HelmUnderTest helm();

  /// Its nodes are gone with it.
  Scene scene();

  /// What helm is told there, beside what the scenario wants.
  List<String> settings();

  /// After an installation or an upgrade: waits until one of the operators that the chart asks for
  /// now leads, and none of before is left.
  void awaitLeader();

  /// Runs helm, whose hook of this name runs as it would in a cluster.
  HelmUnderTest.Outcome helmWithHook(String job, String... arguments);

  @Override
  void close();
}
