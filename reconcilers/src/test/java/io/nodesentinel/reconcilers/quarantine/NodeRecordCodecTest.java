package io.nodesentinel.reconcilers.quarantine;

import static io.nodesentinel.reconcilers.testing.Given.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.crds.FaultKey;
import io.nodesentinel.reconcilers.node.Taint;
import io.nodesentinel.reconcilers.quarantine.NodeRecord.RecordedFault;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The record on the node survives being written and read, within its bound.
class NodeRecordCodecTest {

  static NodeRecord record(int faults) {
    return new NodeRecord(
        "s1",
        "uid-1",
        NOW.plusNanos(123_456_789),
        "faults",
        true,
        List.of(new Taint("example.com/gpu", "broken", "NoSchedule")),
        Map.of("example.com/sick", "gpu", "example.com/a", ""),
        false,
        List.of(new Taint("example.com/pre", "", "NoExecute")),
        IntStream.range(0, faults)
            .mapToObj(i ->
                new RecordedFault(
                    new FaultKey("agent", "GPU", "Check", 1, "part", "ü\"\\" + i, "79"),
                    "event-" + i,
                    NOW,
                    NOW.plusSeconds(i),
                    List.of("policy-a", "policy-b")))
            .toList(),
        0);
  }

  @Test
  void what_is_written_is_read() {
    NodeRecord record = record(3);
    assertThat(NodeRecordCodec.read(NodeRecordCodec.write(record))).contains(record);
  }

  @Test
  void faults_that_do_not_fit_are_counted_and_the_first_ones_stay() {
    NodeRecord record = record(1000);
    String text = NodeRecordCodec.write(record);
    assertThat(text.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(16 * 1024);
    NodeRecord read = NodeRecordCodec.read(text).orElseThrow();
    assertThat(read.faults())
        .isNotEmpty()
        .isEqualTo(record.faults().subList(0, read.faults().size()));
    assertThat(read.faults().size() + read.more()).isEqualTo(1000);
    assertThat(read.taints()).isEqualTo(record.taints());
  }

  @Test
  void a_record_that_was_cut_can_be_written_again_without_losing_count() {
    NodeRecord read = NodeRecordCodec.read(NodeRecordCodec.write(record(1000))).orElseThrow();
    assertThat(NodeRecordCodec.read(NodeRecordCodec.write(read))).contains(read);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "7",
        "[]",
        "\"text\"",
        "{",
        "{}",
        "{\"session\":\"\"}",
        "{\"session\":\"s\"}",
        "{\"session\":\"s\",\"startedAt\":\"yesterday\"}",
        "{\"session\":\"s\",\"startedAt\":null,\"faults\":7}"
      })
  void what_a_person_made_unreadable_is_no_record(String text) {
    assertThat(NodeRecordCodec.read(text)).isEmpty();
  }

  @Test
  void no_annotation_is_no_record() {
    assertThat(NodeRecordCodec.read(null)).isEmpty();
  }
}
