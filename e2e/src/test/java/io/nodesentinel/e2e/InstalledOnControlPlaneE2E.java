package io.nodesentinel.e2e;

import org.junit.jupiter.api.Tag;

/// Long, and most of it is in [ChartE2E] too: here the scenarios themselves are what is tested,
/// which [InstalledOnK3sE2E] plays with real pods.
@Tag("long")
class InstalledOnControlPlaneE2E extends InstalledScenarios {
  @Override
  InstalledChart begin() {
    return new InstalledOnControlPlane("installed");
  }
}
