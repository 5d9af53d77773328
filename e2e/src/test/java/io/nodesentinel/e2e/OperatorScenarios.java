package io.nodesentinel.e2e;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/// Scenarios that share a scene and an operator, which runs at the begin of each.
@ExtendWith(RealCluster.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OperatorScenarios {
  private final String name;
  private final String[] flags;

  Scene scene;
  OperatorUnderTest operator;

  /// @param name of the scene, and of the operator's log
  OperatorScenarios(String name, String... flags) {
    this.name = name;
    this.flags = flags;
  }

  /// Makes what the scenarios share, before the operator starts.
  void prepare() {}

  @BeforeAll
  void begin(Cluster cluster) {
    scene = Scene.open(cluster, name);
    prepare();
    operator = OperatorUnderTest.start(cluster, name, flags);
  }

  /// A scenario that failed half way leaves the next one an operator all the same.
  @AfterEach
  void restartIfDown() {
    if (!operator.isRunning()) {
      operator.restart();
    }
  }

  @AfterAll
  void end() {
    if (operator != null) {
      operator.close();
    }
    if (scene != null) {
      scene.close();
    }
  }
}
