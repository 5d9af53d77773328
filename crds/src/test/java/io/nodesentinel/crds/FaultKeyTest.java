package io.nodesentinel.crds;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FaultKeyTest {
  @Test
  void readsAsAPath() {
    assertThat(
            new FaultKey("gpu-health-monitor", "GPU", "GpuXidError", 1, "PCI", "0000:3b:00", "79"))
        .hasToString("gpu-health-monitor/GPU/GpuXidError/v1/PCI=0000:3b:00/79");
  }

  @Test
  void absentPartsAreEmpty() {
    assertThat(new FaultKey("disk", "Disk", "DiskFull", 2, "", "", ""))
        .hasToString("disk/Disk/DiskFull/v2//");
  }

  @Test
  void differentKeysNeverLookTheSame() {
    assertThat(new FaultKey("a/b", "c", "d", 1, "", "", ""))
        .doesNotHaveToString(new FaultKey("a", "b/c", "d", 1, "", "", "").toString())
        .hasToString("a%2Fb/c/d/v1//");
    assertThat(new FaultKey("a", "b", "c", 1, "x=y", "z", ""))
        .doesNotHaveToString(new FaultKey("a", "b", "c", 1, "x", "y=z", "").toString());
    assertThat(new FaultKey("a%2Fb", "c", "d", 1, "", "", "")).hasToString("a%252Fb/c/d/v1//");
  }

  @Test
  void theOrderGoesFromTheFirstPartToTheLastAndAgreesWithEquals() {
    var first = new FaultKey("a", "GPU", "Xid", 2, "GPU", "0", "13");
    var second = new FaultKey("a", "GPU", "Xid", 2, "GPU", "0", "79");
    var third = new FaultKey("a", "GPU", "Xid", 10, "", "", "");
    var fourth = new FaultKey("b", "CPU", "Mce", 1, "", "", "");

    assertThat(List.of(fourth, second, third, first).stream().sorted())
        .containsExactly(first, second, third, fourth);
    assertThat(first).isEqualByComparingTo(new FaultKey("a", "GPU", "Xid", 2, "GPU", "0", "13"));
  }
}
