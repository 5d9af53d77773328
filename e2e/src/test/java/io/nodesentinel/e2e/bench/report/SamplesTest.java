package io.nodesentinel.e2e.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SamplesTest {
  @Test
  void aPercentileIsTheSmallestSampleThatThatShareDoesNotExceed() {
    Samples hundred = new Samples(IntStream.rangeClosed(1, 100).mapToObj(i -> (double) i).toList());

    assertThat(hundred.p50()).isEqualTo(50);
    assertThat(hundred.p99()).isEqualTo(99);
    assertThat(hundred.percentile(100)).isEqualTo(100);
    assertThat(hundred.percentile(0.1)).isEqualTo(1);
  }

  @Test
  void withFewSamplesTheHighPercentileIsTheGreatest() {
    assertThat(new Samples(List.of(3.0, 1.0, 2.0)).p99()).isEqualTo(3);
  }

  @Test
  void oneSampleIsEveryPercentile() {
    Samples one = Samples.ofNanos(List.of(2_500_000L));

    assertThat(one.p50()).isEqualTo(2.5);
    assertThat(one.p99()).isEqualTo(2.5);
  }

  @Test
  void theMedianWasMeasured() {
    assertThat(Samples.median(5, 1, 3)).isEqualTo(3);
    assertThat(Samples.median(4, 1, 3, 2)).isEqualTo(2);
  }

  @Test
  void noSamplesAreAnError() {
    assertThatThrownBy(() -> new Samples(List.of())).isInstanceOf(IllegalArgumentException.class);
  }
}
