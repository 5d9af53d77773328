package io.nodesentinel.e2e.bench;

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
}
