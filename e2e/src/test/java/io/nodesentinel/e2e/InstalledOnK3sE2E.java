package io.nodesentinel.e2e;

import java.nio.file.Files;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIf;

/// The chart with real pods. `make e2e-test-ci` runs it where a Docker daemon answers.
@Tag("long")
@EnabledIf(
    value = "isPossible",
    disabledReason =
        "no Docker daemon answers, or the image is not laid out; make e2e-test-ci does both")
class InstalledOnK3sE2E extends InstalledScenarios {
  /// Set where nobody would notice that it was skipped.
  private static final String REQUIRED = "NODESENTINEL_REQUIRE_DOCKER";

  static boolean isPossible() {
    return Boolean.parseBoolean(System.getenv(REQUIRED))
        || K3sInDocker.isPossible() && Files.isDirectory(InstalledOnK3s.staged());
  }

  @Override
  InstalledChart begin() {
    return new InstalledOnK3s();
  }
}
