package io.nodesentinel.e2e;

import static io.nodesentinel.e2e.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nodesentinel.crds.ConditionStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/// The operator on a real PostgreSQL, with documents as a monitor of the Go system inserts them.
@ExtendWith(RealCluster.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DatastoreE2E {
  private static final ObjectMapper JSON = new ObjectMapper();

  /// The statement of the Go system, to the letter.
  private static final String INSERT =
      """
      INSERT INTO health_events (node_name, event_type, severity, recommended_action, node_quarantined,
        quarantine_finish_timestamp, user_pods_eviction_status, user_pods_eviction_message,
        drain_finish_timestamp, fault_remediated, last_remediation_timestamp, document)
      VALUES (?, ?, ?, ?, NULL, NULL, NULL, '', NULL, NULL, NULL, CAST(? AS jsonb))
      RETURNING id
      """;

  private TestPostgres postgres;
  private Scene scene;
  private OperatorUnderTest operator;

  @BeforeAll
  void begin(Cluster cluster) throws IOException {
    postgres = TestPostgres.start();
    scene = Scene.open(cluster, "datastore");
    scene.fatalPolicy();
    operator = OperatorUnderTest.start(cluster, "datastore", postgres.environment());
    awaitKnown();
  }

  @AfterEach
  void restartIfDown() {
    if (!operator.isRunning()) {
      operator.restart();
    }
  }

  @AfterAll
  void end() {
    if (operator != null) {
      operator.close();
    }
    if (scene != null) {
      scene.close();
    }
    if (postgres != null) {
      postgres.close();
    }
  }

  // What a monitor does.

  private String insert(TestNode node, boolean healthy) {
    ObjectNode document = golden();
    Instant now = Instant.now();
    document.put("createdAt", now.toString());
    ObjectNode event = (ObjectNode) document.get("healthevent");
    event.put("nodeName", node.name());
    ((ObjectNode) event.get("generatedTimestamp"))
        .put("seconds", now.getEpochSecond())
        .put("nanos", now.getNano());
    if (healthy) {
      // As that system writes it: what is false or zero is not there.
      event.remove(List.of("isFatal", "recommendedAction", "errorCode"));
      event.put("isHealthy", true);
    }
    ObjectNode status = (ObjectNode) document.get("healtheventstatus");
    status.remove("quarantinefinishtimestamp");
    status.putNull("nodequarantined");
    try {
      return String.valueOf(
          postgres
              .run(
                  INSERT,
                  node.name(),
                  "GpuXidError",
                  "GPU",
                  healthy ? "NONE" : "RESTART_VM",
                  JSON.writeValueAsString(document))
              .getFirst()
              .getFirst());
    } catch (JsonProcessingException odd) {
      throw new UncheckedIOException(odd);
    }
  }

  private static ObjectNode golden() {
    try (InputStream file =
        DatastoreE2E.class.getResourceAsStream("/golden/postgresql-health-event.json")) {
      return (ObjectNode) JSON.readTree(Objects.requireNonNull(file));
    } catch (IOException odd) {
      throw new UncheckedIOException(odd);
    }
  }

  // What others find in the database.

  private String said(String id) {
    return postgres.value(
        "SELECT concat(node_quarantined, ' ', document #>> '{healtheventstatus,evaluated,reason}')"
            + " FROM health_events WHERE id = CAST(? AS uuid)",
        id);
  }

  private void awaitSaid(String id, String said) {
    eventually(
        "document " + id + " to say " + said,
        operator::describe,
        () -> assertThat(said(id)).isEqualTo(said));
  }

  private void awaitKnown() {
    eventually(
        "the datastore to be known",
        () -> operator.answer("/readyz").body() + operator.describe(),
        () -> assertThat(operator.metric("nodesentinel_datastore_known")).hasValue(1));
  }

  private void awaitUnknown() {
    eventually(
        "the datastore to be unknown",
        () -> operator.answer("/readyz").body(),
        () -> assertThat(operator.metric("nodesentinel_datastore_known")).hasValue(0));
  }

  private TestNode quarantined() {
    TestNode node = scene.node();
    String id = insert(node, false);
    node.awaitQuarantined();
    awaitSaid(id, "Quarantined Quarantined");
    return node;
  }

  @Test
  void a_document_quarantines_its_node_and_is_told_and_a_healthy_one_releases_it() {
    TestNode node = scene.node();
    String fault = insert(node, false);
    node.awaitQuarantined();
    awaitSaid(fault, "Quarantined Quarantined");
    String repeated = insert(node, false);
    awaitSaid(repeated, " Repeated");

    String recovery = insert(node, true);

    node.awaitReleased();
    awaitSaid(recovery, "UnQuarantined Released");
    assertThat(said(fault)).isEqualTo("Quarantined Quarantined");
    assertThat(
            postgres.value(
                """
                SELECT quarantine_finish_timestamp IS NOT NULL
                  AND document -> 'healtheventstatus' ?? 'spanids'
                FROM health_events WHERE id = CAST(? AS uuid)
                """,
                fault))
        .as("beside the fields of others")
        .isEqualTo("t");
  }

  @Test
  void an_uncordon_cancels_the_session_in_the_documents_too() {
    TestNode node = quarantined();
    String second =
        String.valueOf(
            postgres
                .run(
                    """
                    INSERT INTO health_events (node_name, document)
                    SELECT node_name, jsonb_set(jsonb_set(document,
                      '{createdAt}', to_jsonb(now() + interval '1 second')),
                      '{healtheventstatus}', '{"nodequarantined": "AlreadyQuarantined"}')
                    FROM health_events WHERE node_name = ? RETURNING id
                    """,
                    node.name())
                .getFirst()
                .getFirst());

    node.uncordon();

    node.awaitCancelled();
    node.assertFree();
    eventually(
        "all documents of the session to be cancelled",
        operator::describe,
        () ->
            assertThat(
                    postgres.run(
                        "SELECT DISTINCT node_quarantined FROM health_events WHERE node_name = ?",
                        node.name()))
                .containsExactly(List.of("Cancelled")));
    assertThat(said(second)).startsWith("Cancelled");
    awaitSaid(insert(node, false), " CoolOff");
    node.assertFree();
  }

  @Test
  void while_the_database_is_away_nothing_is_released_but_by_people_and_nothing_is_lost()
      throws Exception {
    TestNode recovers = quarantined();
    TestNode released = quarantined();
    TestNode struck = scene.node();

    postgres.stop();
    awaitUnknown();
    assertThat(operator.answer("/readyz").status()).isEqualTo(200);
    assertThat(operator.answer("/readyz").body()).contains("datastore: Unknown since");

    struck.report(Report.fatal("XidError"));
    released.uncordon();
    struck.awaitQuarantined();
    eventually(
        "the uncordon to count",
        released::describe,
        () -> assertThat(released.state().annotations()).doesNotContain(NodeState.RECORD));
    released.assertFree();
    assertThat(recovers.state().cordoned()).isTrue();

    postgres.startAgain();
    awaitKnown();

    awaitSaid(documentOf(released), "Cancelled Cancelled");
    insert(recovers, true);
    recovers.awaitReleased();
    struck.report(Report.healthy("XidError"));
    struck.awaitReleased();
  }

  @Test
  void a_recovery_that_is_reported_while_the_database_is_away_counts_when_it_is_back()
      throws Exception {
    TestNode node = scene.node();
    node.report(Report.fatal("XidError"));
    node.awaitQuarantined();

    postgres.stop();
    awaitUnknown();
    node.report(Report.healthy("XidError"));
    eventually(
        "the release to wait",
        node::describe,
        () ->
            assertThat(node.status().conditions())
                .anyMatch(c ->
                    c.type().equals("Held")
                        && c.status() == ConditionStatus.True
                        && c.reason().equals("EventsUnknown")));
    assertThat(node.state().cordoned()).isTrue();

    postgres.startAgain();

    node.awaitReleased();
  }

  @Test
  void a_process_that_is_killed_with_the_database_away_catches_up_and_replays_nothing()
      throws Exception {
    TestNode out = quarantined();
    TestNode recovered = quarantined();
    String recovery = insert(recovered, true);
    recovered.awaitReleased();
    awaitSaid(recovery, "UnQuarantined Released");
    TestNode cancelled = quarantined();
    cancelled.uncordon();
    cancelled.awaitCancelled();
    awaitSaid(documentOf(cancelled), "Cancelled Cancelled");
    List<TestNode> nodes = List.of(out, recovered, cancelled);
    for (TestNode node : nodes) {
      node.eventuallyIs("to owe nothing", () -> assertThat(node.status().owed()).isEmpty());
    }
    List<String> before = nodes.stream().map(TestNode::describe).toList();

    operator.kill9();
    TestNode meanwhile = scene.node();
    insert(meanwhile, false);
    String changes = postgres.value("SELECT max(id) FROM datastore_changelog");
    postgres.stop();
    operator.launch();
    operator.awaitLeading();
    assertThat(out.state().cordoned()).isTrue();
    postgres.startAgain();
    awaitKnown();
    meanwhile.awaitQuarantined();

    assertThat(nodes.stream().map(TestNode::describe).toList()).isEqualTo(before);
    assertThat(
            postgres.value(
                """
                SELECT count(*) FROM datastore_changelog WHERE id > CAST(? AS bigint)
                  AND coalesce(new_values, old_values) ->> 'node_name' = ANY (?)
                """,
                changes,
                nodes.stream().map(TestNode::name).toArray(String[]::new)))
        .as("nothing was written to events that were settled")
        .isEqualTo("0");
  }

  /// The database forgets faults, recoveries and what it was told; the cluster does not.
  @Test
  void a_database_restored_from_a_backup_changes_no_node_and_is_caught_up_with() throws Exception {
    TestNode out = quarantined();
    TestNode recovered = quarantined();
    TestNode cancelled = quarantined();
    postgres.backUp();
    awaitKnown();
    TestNode forgotten = quarantined();
    awaitSaid(insert(recovered, true), "UnQuarantined Released");
    recovered.awaitReleased();
    cancelled.uncordon();
    cancelled.awaitCancelled();
    awaitSaid(documentOf(cancelled), "Cancelled Cancelled");
    List<TestNode> nodes = List.of(out, recovered, cancelled, forgotten);
    for (TestNode node : nodes) {
      node.eventuallyIs("to owe nothing", () -> assertThat(node.status().owed()).isEmpty());
    }
    List<String> before = nodes.stream().map(TestNode::describe).toList();

    postgres.restore();

    awaitKnown();
    TestNode later = quarantined();
    assertThat(nodes.stream().map(TestNode::describe).toList())
        .as("nothing is replayed, and nothing is released for lack of data")
        .isEqualTo(before);
    insert(later, true);
    later.awaitReleased();
    insert(forgotten, true);
    forgotten.awaitReleased();
    insert(out, true);
    out.awaitReleased();
  }

  @Test
  void a_new_policy_sees_what_was_settled_before_this_process() {
    TestNode node = scene.node();
    String fatal = insert(node, false);
    TestNode other = scene.node();
    String event =
        String.valueOf(
            postgres
                .run(
                    """
                    INSERT INTO health_events (node_name, document)
                    SELECT CAST(? AS text), jsonb_set(jsonb_set(jsonb_set(document #- '{healthevent,isFatal}',
                      '{healthevent,nodeName}', to_jsonb(CAST(? AS text))),
                      '{healthevent,checkName}', '"FanSpeed"'),
                      '{healtheventstatus}', '{"nodequarantined": null}')
                    FROM health_events WHERE id = CAST(? AS uuid) RETURNING id
                    """,
                    other.name(),
                    other.name(),
                    fatal)
                .getFirst()
                .getFirst());
    awaitSaid(event, " NoPolicyMatched");
    operator.kill9();
    operator.restart();
    awaitKnown();

    scene.policy(
        "fans",
        """
        match: {all: [{kind: HealthEvent, expression: "event.checkName == 'FanSpeed' && !event.isHealthy"}]}
        """);

    other.awaitQuarantined();
    awaitSaid(event, "Quarantined Quarantined");
  }

  @Test
  void an_object_is_recorded_once_and_is_no_second_fact() {
    TestNode node = scene.node();
    String event = node.report(Report.fatal("XidError"));
    node.awaitQuarantined();
    String uid = scene.event(event).getMetadata().getUid();
    awaitRecorded(uid, "Quarantined");

    operator.kill9();
    operator.restart();
    awaitKnown();
    scene.awaitEvaluation(node.report(Report.healthy("XidError")), "Released");
    node.awaitReleased();

    awaitRecorded(uid, "Quarantined");
    assertThat(
            postgres.value("SELECT count(*) FROM health_events WHERE node_name = ?", node.name()))
        .as("the fault and its end, once each")
        .isEqualTo("2");
    assertThat(node.status().faults()).isEmpty();
  }

  private void awaitRecorded(String uid, String said) {
    eventually(
        "the object to be recorded",
        operator::describe,
        () ->
            assertThat(
                    postgres.run(
                        """
                        SELECT node_quarantined FROM health_events
                        WHERE document #>> '{healthevent,metadata,idempotencyKey}' = ?
                        """,
                        uid))
                .containsExactly(List.of(said)));
  }

  private String documentOf(TestNode node) {
    return postgres.value(
        "SELECT id FROM health_events WHERE node_name = ? ORDER BY created_at LIMIT 1",
        node.name());
  }
}
