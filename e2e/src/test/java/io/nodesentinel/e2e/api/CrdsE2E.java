package io.nodesentinel.e2e.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionCondition;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.nodesentinel.crds.BlockedPod;
import io.nodesentinel.crds.ConditionStatus;
import io.nodesentinel.crds.DrainProgress;
import io.nodesentinel.crds.Fault;
import io.nodesentinel.crds.FaultKey;
import io.nodesentinel.crds.FaultState;
import io.nodesentinel.crds.HealthEvent;
import io.nodesentinel.crds.HealthEventSpec;
import io.nodesentinel.crds.HistoryEntry;
import io.nodesentinel.crds.NodeIdentity;
import io.nodesentinel.crds.NodeQuarantine;
import io.nodesentinel.crds.NodeQuarantineSpec;
import io.nodesentinel.crds.NodeQuarantineStatus;
import io.nodesentinel.crds.NodeQuarantined;
import io.nodesentinel.crds.Owed;
import io.nodesentinel.crds.Owned;
import io.nodesentinel.crds.Phase;
import io.nodesentinel.crds.PreExisting;
import io.nodesentinel.crds.ProcessingStrategy;
import io.nodesentinel.crds.RecommendedAction;
import io.nodesentinel.crds.Session;
import io.nodesentinel.crds.StatusCondition;
import io.nodesentinel.crds.TaintEffect;
import io.nodesentinel.crds.TaintSpec;
import io.nodesentinel.e2e.RealCluster;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The API server takes the CRDs as they are, and keeps what the records write.
@ExtendWith(RealCluster.class)
class CrdsE2E {
  private static final Instant AT = Instant.parse("2026-03-02T09:15:04.138986246Z");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "healthevents.nodesentinel.io",
        "quarantinepolicies.nodesentinel.io",
        "nodequarantines.nodesentinel.io",
        "datastores.nodesentinel.io",
      })
  void isEstablishedWithoutComplaint(String name, KubernetesClient client) {
    CustomResourceDefinition crd =
        client.apiextensions().v1().customResourceDefinitions().withName(name).get();

    assertThat(crd.getStatus().getConditions())
        .filteredOn(condition -> condition.getStatus().equals("True"))
        .extracting(CustomResourceDefinitionCondition::getType)
        .containsExactlyInAnyOrder("NamesAccepted", "Established");
  }

  @Test
  void aFullStatusIsKeptAsItWasWritten(KubernetesClient client) {
    var quarantine = named(new NodeQuarantine(), "crds-status");
    quarantine.setSpec(
        new NodeQuarantineSpec(
            "crds-status", "a test", "a person", null, List.of(), Map.of(), null));
    client.resource(quarantine).delete();
    client.resource(quarantine).create();
    try {
      quarantine.setStatus(fullStatus());

      NodeQuarantine applied =
          client
              .resource(quarantine)
              .subresource("status")
              .patch(
                  new PatchContext.Builder()
                      .withPatchType(PatchType.SERVER_SIDE_APPLY)
                      .withFieldManager("nodesentinel")
                      .withForce(true)
                      .build());

      assertThat(applied.getStatus()).isEqualTo(fullStatus());
      assertThat(client.resource(quarantine).get().getStatus()).isEqualTo(fullStatus());
    } finally {
      client.resource(quarantine).delete();
    }
  }

  @Test
  void eventsAreSelectedByNode(KubernetesClient client) {
    HealthEvent here = client.resource(event("crds-select-1", "crds-here")).create();
    HealthEvent there = client.resource(event("crds-select-2", "crds-there")).create();
    try {
      assertThat(
              client
                  .resources(HealthEvent.class)
                  .withField("spec.nodeName", "crds-here")
                  .list()
                  .getItems())
          .containsExactly(here);
    } finally {
      client.resource(here).delete();
      client.resource(there).delete();
    }
  }

  private static HealthEvent event(String name, String node) {
    var event = named(new HealthEvent(), name);
    event.setSpec(
        new HealthEventSpec(
            node,
            "agent",
            "GPU",
            "GpuXidError",
            1,
            true,
            false,
            "",
            RecommendedAction.NONE,
            "",
            List.of(),
            List.of(),
            Map.of(),
            AT,
            null,
            null,
            ProcessingStrategy.STORE_ONLY));
    return event;
  }

  private static <T extends CustomResource<?, ?>> T named(T object, String name) {
    object.setMetadata(new ObjectMetaBuilder().withName(name).build());
    return object;
  }

  private static NodeQuarantineStatus fullStatus() {
    List<Fault> faults =
        IntStream.range(0, NodeQuarantineStatus.MAX_FAULTS).mapToObj(CrdsE2E::fault).toList();
    return NodeQuarantineStatus.empty()
        .withPhase(Phase.Draining)
        .withObservedGeneration(1L)
        .withNode(new NodeIdentity("uid", "4c4c4544"))
        .withSession(new Session("session", "uid", AT, Session.BY_FAULTS))
        .withFaults(faults)
        .withOwned(
            new Owned(
                true,
                List.of(new TaintSpec("nodesentinel.io/fatal", "", TaintEffect.NoSchedule)),
                Map.of("example.com/broken", "")))
        .withPreExisting(
            new PreExisting(
                false,
                List.of(
                    new TaintSpec("node.kubernetes.io/unschedulable", "", TaintEffect.NoSchedule))))
        .withDrain(
            new DrainProgress(
                List.of("*: Immediate, 2 pods"),
                2,
                2,
                0,
                List.of(new BlockedPod("app", "web-0", "PodDisruptionBudget", "", AT)),
                AT,
                AT))
        .withOwed(List.of(new Owed("event", NodeQuarantined.Quarantined, "", "x".repeat(5000))))
        .withHistory(List.of(new HistoryEntry(AT, Phase.Quarantined, "", "", "")))
        .withConditions(
            List.of(
                new StatusCondition(
                    "Cordoned", ConditionStatus.True, "Faults", "x".repeat(5000), AT, 1L)));
  }

  /// Parts are empty where a report had none.
  private static Fault fault(int number) {
    return new Fault(
        new FaultKey("", "", "Ready", 1, "", "", String.valueOf(number)),
        FaultState.Open,
        AT,
        AT,
        null,
        null,
        List.of("fatal"),
        RecommendedAction.NONE,
        false,
        null);
  }
}
