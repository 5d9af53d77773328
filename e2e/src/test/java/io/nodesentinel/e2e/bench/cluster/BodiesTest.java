package io.nodesentinel.e2e.bench.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

class BodiesTest {
  private static final JsonNode NODE =
      BareClient.json(
          """
          {"metadata":{"name":"node-0007","uid":"b7d1","resourceVersion":"42"},
           "spec":{"unschedulable":true,"taints":[
            {"key":"node.kubernetes.io/unschedulable","effect":"NoSchedule"},
            {"key":"benchsentine.io/bench","value":"true","effect":"NoSchedule"}]}}
          """);

  @Test
  void everyPatchIsOnConditionOfWhatWasSeen() {
    for (String body : new String[] {Bodies.cordon(NODE), Bodies.release(NODE)}) {
      JsonNode metadata = BareClient.json(body).path("metadata");
      assertThat(metadata.path("uid").asText()).isEqualTo("b7d1");
      assertThat(metadata.path("resourceVersion").asText()).isEqualTo("42");
    }
  }

  @Test
  void theBareClientUsesNoNameThatTheOperatorKnows() {
    assertThat(Bodies.cordon(NODE).replace("\\\"nodesentinel.io/bench\\\"", ""))
        .doesNotContain("\"nodesentinel.io/");
  }

  @Test
  void aReleaseLeavesTheTaintsOfOthers() {
    JsonNode spec = BareClient.json(Bodies.release(NODE)).path("spec");

    assertThat(spec.path("unschedulable").isNull()).isTrue();
    assertThat(spec.path("taints").findValuesAsText("key"))
        .containsExactly("node.kubernetes.io/unschedulable");
  }

  @Test
  void eventsAndPoliciesAreJson() {
    JsonNode fault = BareClient.json(Bodies.fault("e", "node-0007", Bodies.AGENT, "3"));
    JsonNode well = BareClient.json(Bodies.healthy("w", "node-0007", Bodies.AGENT));

    assertThat(fault.path("spec").path("entitiesImpacted").path(0).path("entityValue").asText())
        .isEqualTo("3");
    assertThat(fault.path("spec").path("isHealthy").asBoolean(true)).isFalse();
    assertThat(well.path("spec").path("isHealthy").asBoolean()).isTrue();
    assertThat(well.path("spec").has("entitiesImpacted")).isFalse();
    assertThat(BareClient.json(Bodies.policy("p", "a", "Drain")).path("spec").path("mode").asText())
        .isEqualTo("Drain");
  }

  @Test
  void ofFourLookAlikesNoneIsAFatalReportOfTheAgentThatIsToBeActedUpon() {
    for (int kind = 0; kind < 8; kind++) {
      JsonNode spec =
          BareClient.json(Bodies.harmless("e", "node-0007", Bodies.AGENT, kind)).path("spec");
      boolean actedUpon =
          spec.path("isFatal").asBoolean()
              && !spec.path("isHealthy").asBoolean()
              && spec.path("agent").asText().equals(Bodies.AGENT)
              && !spec.path("processingStrategy").asText().equals("STORE_ONLY");
      assertThat(actedUpon).as("kind %d: %s", kind, spec).isFalse();
      assertThat(spec.path("checkName").asText()).isEqualTo("GpuXidError");
    }
  }

  @Test
  void aPodOfUsualSizeIsBound() {
    JsonNode pod = BareClient.json(Bodies.usualPod("p", "node-0007"));

    assertThat(pod.path("spec").path("nodeName").asText()).isEqualTo("node-0007");
    assertThat(pod.path("spec").path("containers")).hasSize(1);
  }
}
