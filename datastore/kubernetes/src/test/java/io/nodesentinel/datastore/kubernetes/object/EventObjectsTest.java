package io.nodesentinel.datastore.kubernetes.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodesentinel.crds.ConditionStatus;
import io.nodesentinel.crds.HealthEvent;
import io.nodesentinel.crds.HealthEventSpec;
import io.nodesentinel.crds.HealthEventStatus;
import io.nodesentinel.crds.NodeQuarantined;
import io.nodesentinel.crds.ProcessingStrategy;
import io.nodesentinel.crds.RecommendedAction;
import io.nodesentinel.crds.StatusCondition;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.DocumentJson;
import io.nodesentinel.datastore.document.FieldPath;
import io.nodesentinel.datastore.document.IdValue;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.error.DatastoreException.Kind;
import io.nodesentinel.datastore.query.UpdateBuilder;
import io.nodesentinel.datastore.query.memory.Evaluator;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Documents as objects, and back.
class EventObjectsTest {
  private static final Instant CREATED = Instant.parse("2026-03-02T09:00:00Z");

  private static final Document EVENT =
      DocumentJson.read(
          """
          {"createdAt": {"$date": "2026-03-02T08:00:00.138Z"},
           "healthevent": {"version": 1, "agent": "a", "componentClass": "GPU",
             "checkName": "GpuXidError", "isFatal": true, "recommendedAction": 15,
             "errorCode": ["79"], "nodeName": "n1", "processingStrategy": 1,
             "entitiesImpacted": [{"entityType": "GPU", "entityValue": "0"}],
             "metadata": {"k": "v"}},
           "healtheventstatus": {"nodequarantined": "Quarantined",
             "userpodsevictionstatus": {"status": "InProgress"},
             "faultremediated": {"value": true},
             "spanids": {"node-drainer": "02"}}}\
          """);

  /// As the API server has it.
  private static HealthEvent stored(Document document) {
    HealthEvent object = EventObjects.create("one", document);
    object.getMetadata().setCreationTimestamp(CREATED.toString());
    return object;
  }

  private static void refused(Kind kind, String inMessage, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            DatastoreException.class, failure -> assertThat(failure.kind()).isEqualTo(kind))
        .hasMessageContaining(inMessage);
  }

  @Test
  void a_document_comes_back_as_it_went_in() {
    assertThat(EventObjects.read(stored(EVENT)).without(List.of(Document.ID))).isEqualTo(EVENT);
    assertThat(stored(EVENT).getSpec().recommendedAction()).isEqualTo(RecommendedAction.RESTART_VM);
  }

  @Test
  void what_has_no_time_of_its_own_has_that_of_its_object() {
    Document without = EVENT.without(List.of("createdAt"));

    assertThat(EventObjects.read(stored(without)).get("createdAt")).isEqualTo(Value.of(CREATED));
  }

  @Test
  void annotations_that_a_person_broke_lose_no_event() {
    HealthEvent object = stored(EVENT);
    object.getMetadata().getAnnotations().put(EventObjects.CREATED_AT, "yesterday");
    object.getMetadata().getAnnotations().put(EventObjects.SPAN_IDS, "{");

    assertThat(EventObjects.stored(object).createdAt()).isEqualTo(CREATED);
    assertThat(EventObjects.stored(object).spanIds()).isEmpty();
  }

  @Test
  void an_object_with_what_no_document_holds_is_read_as_far_as_it_can_be() {
    HealthEvent object = stored(EVENT);
    object.setSpec(
        new HealthEventSpec(
            "n1",
            "a\u0000b",
            "GPU",
            "check",
            1,
            false,
            true,
            "half \ud83d of a pair",
            RecommendedAction.NONE,
            "",
            List.of("7\u00009"),
            List.of(),
            Map.of("$x", "1", "", "2", "good", "3\u0000"),
            null,
            null,
            null,
            ProcessingStrategy.EXECUTE_REMEDIATION));
    object.getMetadata().getAnnotations().put(EventObjects.CREATED_AT, "+12000-01-01T00:00:00Z");

    Document read = EventObjects.read(object);

    assertThat(read.at("healthevent.agent")).contains(Value.of("a\ufffdb"));
    assertThat(read.at("healthevent.message")).contains(Value.of("half \ufffd of a pair"));
    assertThat(read.at("healthevent.metadata"))
        .contains(Document.of("good", Value.of("3\ufffd")).asValue());
    assertThat(read.get("createdAt")).isEqualTo(Value.of(CREATED));
    assertThat(EventObjects.stored(object).remarks())
        .containsExactly("2 of its metadata have keys that no field can have; they are left out.");
    assertThat(EventObjects.change(object, read)).isEqualTo(new ObjectChange.None());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "other",
        "healthevent.other",
        "healtheventstatus.other",
        "healtheventstatus.userpodsevictionstatus.other",
        "healthevent.agent.within"
      })
  void a_field_that_an_object_has_no_place_for_is_refused_by_its_name(String path) {
    Document document =
        path.startsWith("healthevent.agent")
            ? Evaluator.apply(UpdateBuilder.update().unset("healthevent.agent").build(), EVENT)
            : EVENT;
    Document more =
        Evaluator.apply(
            UpdateBuilder.update().set(FieldPath.of(path), Value.of(1)).build(), document);

    refused(Kind.UNSUPPORTED, path, () -> EventObjects.create("one", more));
  }

  @Test
  void a_value_that_no_status_has_is_refused() {
    Document odd =
        Evaluator.apply(
            UpdateBuilder.update().set("healtheventstatus.nodequarantined", "Odd").build(), EVENT);

    refused(Kind.VALIDATION, "nodequarantined", () -> EventObjects.create("one", odd));
    refused(
        Kind.VALIDATION,
        "isFatal",
        () ->
            EventObjects.create(
                "one",
                Evaluator.apply(
                    UpdateBuilder.update().set("healthevent.isFatal", "yes").build(), EVENT)));
  }

  @Test
  void only_the_status_can_become_another() {
    HealthEvent object = stored(EVENT);
    Document before = EventObjects.read(object);

    refused(
        Kind.UNSUPPORTED,
        "healthevent",
        () ->
            EventObjects.change(
                object,
                Evaluator.apply(
                    UpdateBuilder.update().set("healthevent.nodeName", "n2").build(), before)));
    assertThat(EventObjects.change(object, before)).isEqualTo(new ObjectChange.None());
    assertThat(
            EventObjects.change(
                object,
                Evaluator.apply(
                    UpdateBuilder.update().set("healtheventstatus.spanids.x", "03").build(),
                    before)))
        .isEqualTo(new ObjectChange.OfSpans(Map.of("node-drainer", "02", "x", "03")));
  }

  @Test
  void conditions_that_documents_do_not_have_stay() {
    StatusCondition theirs =
        new StatusCondition("Theirs", ConditionStatus.True, "R", "", CREATED, 1L);
    HealthEvent object = stored(EVENT);
    object.setStatus(
        new HealthEventStatus(
            NodeQuarantined.Quarantined, null, null, null, null, null, 1L, List.of(theirs)));

    ObjectChange change =
        EventObjects.change(
            object,
            Evaluator.apply(
                UpdateBuilder.update()
                    .set("healtheventstatus.nodequarantined", "Cancelled")
                    .build(),
                EventObjects.read(object)));

    assertThat(change)
        .isEqualTo(
            new ObjectChange.OfStatus(
                new HealthEventStatus(
                    NodeQuarantined.Cancelled, null, null, null, null, null, 1L, List.of(theirs))));
  }

  @Test
  void ids_are_names_and_one_key_is_one_name() {
    FieldPath key = FieldPath.of("healthevent.metadata.idempotencyKey");

    assertThat(ObjectNames.id("by-hand.1")).isEqualTo(Value.of("by-hand.1"));
    assertThat(ObjectNames.id(ObjectNames.fresh())).isInstanceOf(IdValue.class);
    assertThat(ObjectNames.keyed(key, Value.of("a")))
        .isEqualTo(ObjectNames.keyed(key, Value.of("a")))
        .isNotEqualTo(ObjectNames.keyed(key, Value.of("b")))
        .isNotEqualTo(ObjectNames.keyed(FieldPath.of("other"), Value.of("a")));
    refused(Kind.VALIDATION, "name of its object", () -> ObjectNames.name(Value.of("A b")));
    refused(Kind.VALIDATION, "name of its object", () -> ObjectNames.name(Value.of(7)));
    refused(
        Kind.VALIDATION,
        "name of its object",
        () -> ObjectNames.name(Value.of(ObjectNames.fresh())));
  }
}
