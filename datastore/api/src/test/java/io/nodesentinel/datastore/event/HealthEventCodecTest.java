package io.nodesentinel.datastore.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodesentinel.crds.BehaviourOverrides;
import io.nodesentinel.crds.Entity;
import io.nodesentinel.crds.EvictionStatus;
import io.nodesentinel.crds.HealthEventSpec;
import io.nodesentinel.crds.HealthEventStatus;
import io.nodesentinel.crds.NodeQuarantined;
import io.nodesentinel.crds.OperationStatus;
import io.nodesentinel.crds.ProcessingStrategy;
import io.nodesentinel.crds.RecommendedAction;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.DocumentJson;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.error.DatastoreException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Documents as other systems write them, and ours beside them.
class HealthEventCodecTest {

  private static Document golden(String name) throws IOException {
    try (InputStream file =
        Objects.requireNonNull(HealthEventCodecTest.class.getResourceAsStream("/golden/" + name))) {
      return DocumentJson.read(new String(file.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  private static StoredHealthEvent read(String event, String status) {
    return HealthEventCodec.read(
        DocumentJson.read(
            """
            {"createdAt": "2026-03-02T09:15:04Z",
             "healthevent": {"nodename": "n"%s}, "healtheventstatus": {%s}}\
            """
                .formatted(event.isEmpty() ? "" : ", " + event, status)));
  }

  @Test
  void the_golden_document_of_mongodb_is_read_and_written_again_as_it_was() throws IOException {
    Document golden = golden("mongodb-health-event.json");

    StoredHealthEvent event = HealthEventCodec.read(golden);

    assertThat(event.event().nodeName()).isEqualTo("gpu-017");
    assertThat(event.event().recommendedAction()).isEqualTo(RecommendedAction.RESTART_VM);
    assertThat(event.event().generatedTimestamp())
        .isEqualTo(Instant.parse("2026-03-02T09:15:04.138983712Z"));
    assertThat(event.createdAt()).isEqualTo(Instant.parse("2026-03-02T09:15:04.138Z"));
    assertThat(event.status().nodeQuarantined()).isNull();
    assertThat(event.remarks()).isEmpty();
    assertThat(HealthEventCodec.write(event, HealthEventShape.LOWER_CASE)).isEqualTo(golden);
  }

  @Test
  void the_golden_document_of_postgresql_is_read_and_written_again_as_it_was() throws IOException {
    Document golden = golden("postgresql-health-event.json");

    StoredHealthEvent event = HealthEventCodec.read(golden);

    assertThat(event.event().isFatal()).isTrue();
    assertThat(event.event().isHealthy()).isFalse();
    assertThat(event.event().entitiesImpacted())
        .containsExactly(new Entity("GPU", "0"), new Entity("PCI", "0000:3b:00"));
    assertThat(event.event().metadata()).containsEntry("node.kubernetes.io/instance-type", "x");
    assertThat(event.status().nodeQuarantined()).isEqualTo(NodeQuarantined.Quarantined);
    assertThat(event.status().quarantineFinishTimestamp())
        .isEqualTo(Instant.parse("2026-03-02T09:15:04.156543181Z"));
    assertThat(event.status().userPodsEvictionStatus()).isNull();
    assertThat(event.spanIds()).containsKey("platform-connector");
    assertThat(HealthEventCodec.write(event, HealthEventShape.JSON_NAMES)).isEqualTo(golden);
  }

  @ParameterizedTest
  @EnumSource(HealthEventShape.class)
  void everything_that_an_event_says_survives_in_both_shapes(HealthEventShape shape) {
    HealthEventSpec event =
        new HealthEventSpec(
            "n",
            "a",
            "c",
            "k",
            3,
            true,
            true,
            "m",
            RecommendedAction.CUSTOM,
            "reseat it",
            List.of("48", "79"),
            List.of(new Entity("GPU", "0")),
            Map.of("idempotencyKey", "1"),
            Instant.parse("2026-03-02T09:15:04.1Z"),
            new BehaviourOverrides(true, false),
            new BehaviourOverrides(false, true),
            ProcessingStrategy.STORE_ONLY);
    HealthEventStatus status =
        new HealthEventStatus(
            NodeQuarantined.AlreadyQuarantined,
            new EvictionStatus(OperationStatus.InProgress, "two pods left"),
            Instant.ofEpochSecond(1, 2),
            Instant.ofEpochSecond(3, 4),
            true,
            Instant.ofEpochSecond(5, 6),
            null,
            List.of());
    StoredHealthEvent stored =
        new StoredHealthEvent(
            Optional.of(Value.of("id")),
            Instant.parse("2026-03-02T09:15:05Z"),
            event,
            status,
            Map.of("fault-quarantine", "00f0"),
            List.of());

    Document written = HealthEventCodec.write(stored, shape);

    assertThat(HealthEventCodec.read(written)).isEqualTo(stored);
    assertThat(written.at("healtheventstatus.faultremediated"))
        .contains(
            shape == HealthEventShape.LOWER_CASE
                ? Value.of(true)
                : Document.of("value", Value.of(true)).asValue());
  }

  @ParameterizedTest
  @CsvSource({
    "NONE, 0", "COMPONENT_RESET, 2", "CONTACT_SUPPORT, 5", "RUN_FIELDDIAG, 6", "RESTART_VM, 15",
    "RESTART_BM, 24", "REPLACE_VM, 25", "RUN_DCGMEUD, 26", "CUSTOM, 27", "REMEDIATE, 28",
    "UNKNOWN, 99"
  })
  void recommended_actions_are_numbers_and_names_are_read_too(
      RecommendedAction action, int number) {
    assertThat(StoredNumbers.of(action)).isEqualTo(number);
    assertThat(read("\"recommendedaction\": " + number, "").event().recommendedAction())
        .isEqualTo(action);
    assertThat(read("\"recommendedAction\": \"" + action + "\"", "").event().recommendedAction())
        .isEqualTo(action);
  }

  @Test
  void an_unknown_strategy_never_acts_and_says_so() {
    StoredHealthEvent event = read("\"processingstrategy\": 3, \"recommendedaction\": 77", "");

    assertThat(event.event().processingStrategy()).isEqualTo(ProcessingStrategy.STORE_ONLY);
    assertThat(event.event().recommendedAction()).isEqualTo(RecommendedAction.UNKNOWN);
    assertThat(event.remarks())
        .containsExactly(
            "Its recommended action 77 is not known; it is taken as UNKNOWN.",
            "Its processing strategy 3 is not known; it is kept and never acts.");
  }

  @Test
  void absent_and_unspecified_strategies_act() {
    assertThat(read("", "").event().processingStrategy())
        .isEqualTo(ProcessingStrategy.EXECUTE_REMEDIATION);
    assertThat(read("\"processingStrategy\": 0", "").event().processingStrategy())
        .isEqualTo(ProcessingStrategy.EXECUTE_REMEDIATION);
    assertThat(read("\"processingStrategy\": \"STORE_AND_ANALYSE\"", "").event())
        .extracting(HealthEventSpec::processingStrategy)
        .isEqualTo(ProcessingStrategy.STORE_AND_ANALYSE);
  }

  @Test
  void what_is_absent_or_null_is_not_set() {
    StoredHealthEvent event =
        read("\"errorcode\": null, \"metadata\": null", "\"userpodsevictionstatus\": null");

    assertThat(event.event().errorCode()).isEmpty();
    assertThat(event.event().isFatal()).isFalse();
    assertThat(event.event().version()).isEqualTo(1);
    assertThat(event.status()).isEqualTo(HealthEventStatus.empty());
  }

  @Test
  void a_remediation_is_read_as_a_boolean_or_wrapped() {
    assertThat(read("", "\"faultremediated\": false").status().faultRemediated()).isFalse();
    assertThat(read("", "\"faultremediated\": {\"value\": true}").status().faultRemediated())
        .isTrue();
    assertThat(read("", "\"faultremediated\": {}").status().faultRemediated()).isFalse();
  }

  @Test
  void an_unknown_status_is_not_set_and_said() {
    StoredHealthEvent event = read("", "\"nodequarantined\": \"Frozen\"");

    assertThat(event.status().nodeQuarantined()).isNull();
    assertThat(event.remarks()).singleElement().asString().contains("nodequarantined");
  }

  @Test
  void a_document_without_a_time_of_creation_takes_that_of_the_report() {
    StoredHealthEvent event =
        HealthEventCodec.read(
            DocumentJson.read(
                """
                {"healthevent": {"nodeName": "n", "generatedTimestamp": "2026-01-01T00:00:00Z"}}\
                """));

    assertThat(event.createdAt()).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
    assertThat(event.remarks()).hasSize(1);
  }

  @Test
  void a_wrong_type_is_an_error_that_names_the_field() {
    assertThatThrownBy(() -> read("\"isfatal\": \"yes\"", ""))
        .isInstanceOf(DatastoreException.class)
        .hasMessage("Field healthevent.isFatal is a text; it should be a boolean.");
    assertThatThrownBy(() -> read("\"entitiesimpacted\": [1]", ""))
        .hasMessageContaining("healthevent.entitiesImpacted");
    assertThatThrownBy(() -> read("\"generatedtimestamp\": \"soon\"", ""))
        .hasMessageContaining("generatedTimestamp is not a time");
    assertThatThrownBy(() -> read("\"generatedtimestamp\": {\"seconds\": 9223372036854775807}", ""))
        .isInstanceOf(DatastoreException.class);
  }

  @Test
  void what_is_no_health_event_is_said_to_be_none() {
    assertThatThrownBy(() -> HealthEventCodec.read(Document.empty()))
        .hasMessage("The document has no healthevent in it.");
    assertThatThrownBy(
            () -> HealthEventCodec.read(DocumentJson.read("{\"healthevent\": {\"agent\": \"a\"}}")))
        .hasMessage("The health event names no node.");
  }
}
