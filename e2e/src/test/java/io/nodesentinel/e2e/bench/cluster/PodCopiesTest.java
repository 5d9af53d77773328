package io.nodesentinel.e2e.bench.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PodCopiesTest {
  @Test
  void aCopyDiffersInNothingButWhatWasExchanged() {
    byte[] stored = {
      0x6b, 0x38, 0x73, 0, (byte) 0xff, 9, 'p', '-', '0', '1', (byte) 0x80, 'p', '-', '0', '1'
    };

    byte[] copy = PodCopies.exchange(stored, Map.of("p-01", "p-27"));

    assertThat(copy)
        .containsExactly(
            0x6b, 0x38, 0x73, 0, 0xff, 9, 'p', '-', '2', '7', 0x80, 'p', '-', '2', '7');
  }

  @Test
  void anotherLengthWouldBreakTheEncoding() {
    byte[] stored = "node-0001".getBytes(StandardCharsets.ISO_8859_1);

    assertThatThrownBy(() -> PodCopies.exchange(stored, Map.of("node-0001", "node-00010")))
        .hasMessage("not of the same length: node-0001, node-00010");
  }

  @Test
  void namesAreOfOneLength() {
    assertThat(PodCopies.name(0)).hasSameSizeAs(PodCopies.name(149_999));
  }

  @Test
  void onlyWatchesOfPodsAreCounted() {
    String metrics =
        """
        # HELP apiserver_longrunning_requests Gauge
        apiserver_longrunning_requests{resource="nodes",scope="cluster",verb="WATCH"} 3
        apiserver_longrunning_requests{resource="pods",scope="cluster",verb="WATCH"} 2
        apiserver_longrunning_requests{resource="pods",scope="namespace",verb="WATCH"} 1
        apiserver_request_total{resource="pods",verb="WATCH"} 99
        """;

    assertThat(PodCopies.watchers(metrics)).isEqualTo(3);
  }
}
