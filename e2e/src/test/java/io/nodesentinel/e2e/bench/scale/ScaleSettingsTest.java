package io.nodesentinel.e2e.bench.scale;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScaleSettingsTest {
  private static final Set<Part> ALL = EnumSet.allOf(Part.class);

  @Test
  void aFleetOfFiveThousandHasTheSizesThatTheTargetsAreStatedFor() {
    ScaleSettings fleet = ScaleSettings.full(5000, 150_000, 3, List.of(), ALL);

    assertThat(fleet.startNodes()).isEqualTo(1000);
    assertThat(fleet.bursts()).containsExactly(100, 1000, 2500);
    assertThat(fleet.alike()).isEqualTo(2000);
    assertThat(fleet.fatal()).isEqualTo(200);
    assertThat(fleet.restSeconds()).isEqualTo(240);
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 999, 5000})
  void everyBurstHasNodesOfItsOwn(int nodes) {
    ScaleSettings fleet = ScaleSettings.full(nodes, 1000, 1, List.of(), ALL);

    assertThat(fleet.bursts().stream().mapToInt(Integer::intValue).sum()).isBetween(1, nodes);
    assertThat(fleet.fatal()).isBetween(1, fleet.alike());
  }

  @Test
  void noNodesAreMadeAheadForStartUpsThatAreLeftOut() {
    ScaleSettings storm = ScaleSettings.quick(List.of(), Set.of(Part.storm));

    assertThat(storm.controlPlane().fakeNodes()).isZero();
    assertThat(ScaleSettings.quick(List.of(), ALL).controlPlane().fakeNodes()).isEqualTo(200);
  }
}
