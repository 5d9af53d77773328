package io.nodesentinel.e2e.bench.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ProcTest {
  @Test
  void memoryIsReadInMebibytes() {
    Proc.Memory memory =
        Proc.Memory.parse(
            "Name:\tjava\nVmPeak:\t 999999 kB\nVmHWM:\t  204800 kB\nVmRSS:\t  102400 kB\n");

    assertThat(memory).isEqualTo(new Proc.Memory(100, 200));
  }

  @Test
  void whatIsNotSaidIsNotANumber() {
    assertThat(Proc.Memory.parse("Name:\tkthreadd\n").now()).isNaN();
  }

  @Test
  void theNameOfAProcessMayHoldBlanksAndParentheses() {
    String stat = "42 (a (b) c) S 1 42 42 0 -1 4194560 100 0 0 0 150 50 7 7 20 0 1 0 100 0 0";

    assertThat(Proc.cpuSeconds(stat)).isEqualTo(2.0);
  }

  @Test
  void aProcessThatIsNewHasUsedAllOfItsTime() {
    assertThat(Proc.difference(Map.of("a", 1.0), Map.of("a", 1.5, "b", 2.0)))
        .isEqualTo(Map.of("a", 0.5, "b", 2.0));
  }
}
