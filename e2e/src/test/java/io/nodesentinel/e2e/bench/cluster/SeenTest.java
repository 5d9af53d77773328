package io.nodesentinel.e2e.bench.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import org.junit.jupiter.api.Test;

class SeenTest {
  private static final JsonNode FREE = BareClient.json("{\"spec\":{}}");
  private static final JsonNode CORDONED = BareClient.json("{\"spec\":{\"unschedulable\":true}}");
  private static final JsonNode SETTLED =
      BareClient.json(
          """
          {"spec":{"unschedulable":true,
           "taints":[{"key":"node.kubernetes.io/unschedulable","effect":"NoSchedule"}]}}
          """);
  private static final JsonNode UNCORDONED =
      BareClient.json("{\"spec\":{\"taints\":[{\"key\":\"node.kubernetes.io/unschedulable\"}]}}");

  @Test
  void aCordonIsSettledWhenTheControllersHaveTaintedTheNode() {
    assertThat(Seen.cordoned(CORDONED)).isTrue();
    assertThat(Seen.settledCordoned(CORDONED)).isFalse();
    assertThat(Seen.settledCordoned(SETTLED)).isTrue();
    assertThat(Seen.settledCordoned(UNCORDONED)).isFalse();
  }

  @Test
  void aReleaseIsSettledWhenNoTaintIsLeft() {
    assertThat(Seen.released(UNCORDONED)).isTrue();
    assertThat(Seen.settledFree(UNCORDONED)).isFalse();
    assertThat(Seen.settledFree(FREE)).isTrue();
  }

  @Test
  void aNodeThatIsGoneIsNotFree() {
    assertThat(Seen.released(MissingNode.getInstance())).isFalse();
  }

  @Test
  void anEventWithoutStatusIsNotEvaluated() {
    assertThat(Seen.evaluated(BareClient.json("{\"spec\":{}}"))).isFalse();
    assertThat(Seen.quarantined("Quarantined").test(BareClient.json("{}"))).isFalse();
  }
}
