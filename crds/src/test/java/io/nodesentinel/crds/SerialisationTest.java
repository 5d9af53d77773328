package io.nodesentinel.crds;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// With the mapper that the Kubernetes client uses by default, since that is who reads and writes.
class SerialisationTest {
  private static final KubernetesSerialization JSON = new KubernetesSerialization();
  private static final Instant AT = Instant.parse("2026-03-02T09:15:04.138986246Z");
  private static final Instant LATER = Instant.parse("2026-03-02T09:20:00Z");

  private static final FaultKey KEY =
      new FaultKey("gpu-health-monitor", "GPU", "GpuXidError", 1, "GPU", "0", "79");

  static final HealthEventSpec EVENT =
      new HealthEventSpec(
          "node-0003",
          "gpu-health-monitor",
          "GPU",
          "GpuXidError",
          1,
          false,
          true,
          "XID 79",
          RecommendedAction.CUSTOM,
          "reseat the card",
          List.of("79"),
          List.of(new Entity("GPU", "0")),
          Map.of("rack", "7", "idempotencyKey", "k-1"),
          AT,
          new BehaviourOverrides(true, false),
          null,
          ProcessingStrategy.EXECUTE_REMEDIATION);

  static final HealthEventStatus EVENT_STATUS =
      new HealthEventStatus(
          NodeQuarantined.Quarantined,
          new EvictionStatus(OperationStatus.InProgress, "12 pods left"),
          AT,
          null,
          false,
          null,
          1L,
          List.of(
              new StatusCondition(
                  "Evaluated", ConditionStatus.True, "Quarantined", "by policy fatal", AT, 1L)));

  static final NodeQuarantineStatus STATUS =
      NodeQuarantineStatus.empty()
          .withPhase(Phase.Draining)
          .withObservedGeneration(3L)
          .withNode(new NodeIdentity("uid-1", "4c4c4544"))
          .withSession(new Session("s-1", "uid-1", AT, Session.BY_FAULTS))
          .withFaults(
              List.of(
                  new Fault(
                          KEY,
                          FaultState.Held,
                          AT,
                          AT,
                          "node-0003-gpu",
                          null,
                          List.of("fatal"),
                          RecommendedAction.RESTART_BM,
                          false,
                          null)
                      .withState(FaultState.Open, LATER)))
          .withOwned(
              new Owned(
                  true,
                  List.of(new TaintSpec("nodesentinel.io/fatal", "", TaintEffect.NoSchedule)),
                  Map.of("example.com/broken", "true")))
          .withPreExisting(PreExisting.none())
          .withDrain(
              new DrainProgress(
                  List.of("*: Immediate, 2 pods"),
                  2,
                  1,
                  1,
                  List.of(new BlockedPod("app", "web-0", "PodDisruptionBudget", "web", LATER)),
                  AT,
                  null))
          .withOwed(
              List.of(new Owed("node-0003-gpu", NodeQuarantined.Quarantined, "Quarantined", "")))
          .withHistory(
              List.of(new HistoryEntry(AT, Phase.Quarantined, "Fault", "GpuXidError", "s-1")))
          .withConditions(
              List.of(
                  new StatusCondition("Cordoned", ConditionStatus.True, "Faults", "", AT, null)));

  static final DatastoreSpec DATASTORE =
      new DatastoreSpec(
          ProviderName.postgresql,
          new DatastoreConnection("db.example", 5432, "events", "sentinel", "", "verify-full", ""),
          JSON.unmarshal(
              """
              {"caSecret":"postgresql-ca","issuerRef":{"name":"clients","kind":"ClusterIssuer"}}\
              """,
              DatastoreTls.class),
          null,
          null);

  @Test
  void aHealthEventIsWrittenByItsNames() {
    assertThat(JSON.asJson(EVENT))
        .isEqualTo(
            """
            {"nodeName":"node-0003","agent":"gpu-health-monitor","componentClass":"GPU",\
            "checkName":"GpuXidError","version":1,"isHealthy":false,"isFatal":true,\
            "message":"XID 79","recommendedAction":"CUSTOM",\
            "customRecommendedAction":"reseat the card","errorCode":["79"],\
            "entitiesImpacted":[{"entityType":"GPU","entityValue":"0"}],\
            "metadata":{"idempotencyKey":"k-1","rack":"7"},\
            "generatedTimestamp":"2026-03-02T09:15:04.138986246Z",\
            "quarantineOverrides":{"force":true,"skip":false},\
            "processingStrategy":"EXECUTE_REMEDIATION"}\
            """);
  }

  @Test
  void aHealthEventStatusIsWrittenByItsNames() {
    assertThat(JSON.asJson(EVENT_STATUS))
        .isEqualTo(
            """
            {"nodeQuarantined":"Quarantined",\
            "userPodsEvictionStatus":{"status":"InProgress","message":"12 pods left"},\
            "quarantineFinishTimestamp":"2026-03-02T09:15:04.138986246Z","faultRemediated":false,\
            "observedGeneration":1,"conditions":[{"type":"Evaluated","status":"True",\
            "reason":"Quarantined","message":"by policy fatal",\
            "lastTransitionTime":"2026-03-02T09:15:04.138986246Z","observedGeneration":1}]}\
            """);
  }

  @Test
  void aNodeQuarantineStatusIsWrittenByItsNames() {
    assertThat(JSON.asJson(STATUS))
        .isEqualTo(
            """
            {"phase":"Draining","observedGeneration":3,\
            "node":{"uid":"uid-1","systemUUID":"4c4c4544"},\
            "session":{"id":"s-1","nodeUID":"uid-1",\
            "startedAt":"2026-03-02T09:15:04.138986246Z","by":"faults"},\
            "faults":[{"key":{"agent":"gpu-health-monitor","componentClass":"GPU",\
            "checkName":"GpuXidError","version":1,"entityType":"GPU","entityValue":"0",\
            "errorCode":"79"},"state":"Open","since":"2026-03-02T09:15:04.138986246Z",\
            "lastSeen":"2026-03-02T09:15:04.138986246Z","sourceEvent":"node-0003-gpu",\
            "stateSince":"2026-03-02T09:20:00Z","policies":["fatal"],\
            "recommendedAction":"RESTART_BM","forced":false}],\
            "owned":{"cordon":true,\
            "taints":[{"key":"nodesentinel.io/fatal","effect":"NoSchedule"}],\
            "labels":{"example.com/broken":"true"}},"preExisting":{"cordon":false},\
            "drain":{"plan":["*: Immediate, 2 pods"],"total":2,"left":1,"evicted":1,\
            "blocked":[{"namespace":"app","name":"web-0","reason":"PodDisruptionBudget",\
            "message":"web","since":"2026-03-02T09:20:00Z"}],\
            "startedAt":"2026-03-02T09:15:04.138986246Z"},\
            "owed":[{"event":"node-0003-gpu","nodeQuarantined":"Quarantined",\
            "reason":"Quarantined"}],\
            "history":[{"at":"2026-03-02T09:15:04.138986246Z","phase":"Quarantined",\
            "reason":"Fault","message":"GpuXidError","session":"s-1"}],\
            "conditions":[{"type":"Cordoned","status":"True","reason":"Faults",\
            "lastTransitionTime":"2026-03-02T09:15:04.138986246Z"}]}\
            """);
  }

  @ParameterizedTest
  @MethodSource("values")
  void whatIsWrittenReadsBackEqual(Object value) {
    assertThat(JSON.unmarshal(JSON.asJson(value), value.getClass())).isEqualTo(value);
    assertThat(JSON.unmarshal(JSON.asYaml(value), value.getClass())).isEqualTo(value);
  }

  static Stream<Object> values() {
    return Stream.of(
        EVENT,
        EVENT_STATUS,
        HealthEventStatus.empty(),
        STATUS,
        NodeQuarantineStatus.empty(),
        JSON.unmarshal("{}", QuarantinePolicySpec.class),
        new NodeQuarantineSpec(
            "node-0003",
            "firmware",
            "ops",
            false,
            List.of(new TaintSpec("example.com/work", "bmc", TaintEffect.NoExecute)),
            Map.of(),
            new DrainRequest(true, null)),
        new QuarantinePolicyStatus(2L, List.of(), 3, null),
        DATASTORE,
        DatastoreStatus.empty(),
        new DatastoreStatus(
            1L,
            List.of(
                new StatusCondition(
                    DatastoreStatus.CONNECTED, ConditionStatus.True, "Answers", "", AT, 1L)),
            List.of(
                new CertificateStatus(
                    CertificateRole.Client,
                    "events-client-tls",
                    "sentinel",
                    "1f",
                    AT,
                    LATER,
                    null)),
            LATER,
            "PostgreSQL 18.1",
            "6",
            "1.5s",
            3L));
  }

  @Test
  void aDatastoreIsWrittenByItsNames() {
    assertThat(JSON.asJson(DATASTORE))
        .isEqualTo(
            """
            {"provider":"postgresql",\
            "connection":{"host":"db.example","port":5432,"database":"events",\
            "username":"sentinel","sslmode":"verify-full"},\
            "tls":{"source":"CertManager",\
            "issuerRef":{"name":"clients","kind":"ClusterIssuer","group":"cert-manager.io"},\
            "caSecret":"postgresql-ca",\
            "files":{"certificate":"tls.crt","privateKey":"tls.key","authorities":"ca.crt"},\
            "duration":"2160h","renewBefore":"720h",\
            "privateKey":{"algorithm":"RSA","encoding":"PKCS1"},"issueWithin":"2m",\
            "trustOverlap":"10m"}}\
            """);
  }

  @Test
  void whatIsAbsentReadsAsItsDefault() {
    HealthEventSpec event = JSON.unmarshal("{\"nodeName\":\"n\"}", HealthEventSpec.class);
    assertThat(event.version()).isEqualTo(1);
    assertThat(event.agent()).isEmpty();
    assertThat(event.recommendedAction()).isEqualTo(RecommendedAction.NONE);
    assertThat(event.processingStrategy()).isEqualTo(ProcessingStrategy.EXECUTE_REMEDIATION);
    assertThat(event.entitiesImpacted()).isEmpty();
    assertThat(event.metadata()).isEmpty();
    assertThat(event.generatedTimestamp()).isNull();

    QuarantinePolicySpec policy = JSON.unmarshal("{}", QuarantinePolicySpec.class);
    assertThat(policy.mode()).isEqualTo(Mode.Quarantine);
    assertThat(policy.cordon()).isTrue();
    assertThat(JSON.unmarshal("{\"cordon\":false}", QuarantinePolicySpec.class).cordon()).isFalse();
    assertThat(JSON.unmarshal("{\"cordon\":null}", QuarantinePolicySpec.class).cordon()).isTrue();
    assertThat(policy.match()).isEqualTo(Match.none());
    assertThat(policy.maxAge()).isEqualTo("24h");
    assertThat(policy.healthyFor()).isEqualTo("0s");
    assertThat(policy.coolOff()).isEqualTo("1h");

    NodeQuarantineSpec quarantine = JSON.unmarshal("{}", NodeQuarantineSpec.class);
    assertThat(quarantine.wantsCordon()).isTrue();
    assertThat(quarantine.wantsDrain()).isFalse();

    DatastoreTls tls = JSON.unmarshal("{}", DatastoreTls.class);
    assertThat(tls.source()).isEqualTo(CertificateSource.CertManager);
    assertThat(tls.files()).isEqualTo(CertificateFiles.usual());
    assertThat(tls.privateKey()).isEqualTo(PrivateKeySpec.usual());
    DatastoreSpec datastore = JSON.unmarshal("{\"tls\":{}}", DatastoreSpec.class);
    assertThat(datastore.provider()).isEqualTo(ProviderName.kubernetes);
    assertThat(datastore.tls()).isEqualTo(tls);
    assertThat(datastore.connecting().sslmode()).isEqualTo("verify-full");

    NodeConditionMatch condition =
        JSON.unmarshal(
            "{\"type\":\"Ready\",\"status\":\"Unknown\",\"for\":\"5m\"}", NodeConditionMatch.class);
    assertThat(condition)
        .isEqualTo(new NodeConditionMatch("Ready", ConditionStatus.Unknown, "", "5m"));
  }

  @Test
  void whatANewerVersionAddedIsIgnoredAndNeverActs() {
    HealthEventSpec event =
        JSON.unmarshal(
            "{\"new\":1,\"recommendedAction\":\"LEVITATE\",\"processingStrategy\":\"PANIC\"}",
            HealthEventSpec.class);
    assertThat(event.recommendedAction()).isEqualTo(RecommendedAction.UNKNOWN);
    assertThat(event.processingStrategy()).isEqualTo(ProcessingStrategy.STORE_ONLY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-03-02T09:15:04Z",
        "2026-03-02T09:15:04.1Z",
        "2026-03-02T09:15:04.138Z",
        "2026-03-02T09:15:04.138986Z",
        "2026-03-02T09:15:04.138986246Z",
        "2026-03-02T10:15:04+01:00",
      })
  void instantsAreReadWithAnyFractionAndWrittenAsRfc3339(String text) {
    HealthEventSpec event =
        JSON.unmarshal("{\"generatedTimestamp\":\"" + text + "\"}", HealthEventSpec.class);
    assertThat(event.generatedTimestamp()).isBetween(AT.minusSeconds(1), AT);
    assertThat(JSON.asJson(event))
        .containsPattern("\"generatedTimestamp\":\"2026-03-02T09:15:04([.][0-9]+)?Z\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "quarantine-policy-fatal.yaml",
        "quarantine-policy-observe.yaml",
        "health-event-fault.yaml",
        "health-event-healthy.yaml",
        "health-event-store-only.yaml",
        "node-quarantine-planned-work.yaml",
        "datastore-built-in-postgresql.yaml",
        "datastore-external-postgresql.yaml",
      })
  void everyExampleReads(String file) throws IOException {
    String yaml = Files.readString(Path.of("../examples", file));
    Object example = JSON.unmarshal(yaml);
    assertThat(example)
        .isInstanceOfAny(
            HealthEvent.class, QuarantinePolicy.class, NodeQuarantine.class, Datastore.class);
    assertThat(JSON.<Object>unmarshal(JSON.asYaml(example))).isEqualTo(example);
  }
}
