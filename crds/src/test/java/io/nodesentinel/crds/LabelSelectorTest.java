package io.nodesentinel.crds;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LabelSelectorTest {
  private static final Map<String, String> LABELS = Map.of("pool", "gpu", "zone", "a");

  @Test
  void anEmptySelectorMatchesEverything() {
    assertThat(new LabelSelector(Map.of(), List.of()).matches(Map.of())).isTrue();
  }

  @Test
  void allLabelsAndAllExpressionsMustHold() {
    assertThat(new LabelSelector(Map.of("pool", "gpu"), List.of()).matches(LABELS)).isTrue();
    assertThat(new LabelSelector(Map.of("pool", "gpu", "zone", "b"), List.of()).matches(LABELS))
        .isFalse();
    assertThat(
            new LabelSelector(
                    Map.of("pool", "gpu"), List.of(require("zone", SelectorOperator.In, "b", "c")))
                .matches(LABELS))
        .isFalse();
  }

  @Test
  void operatorsMeanWhatTheyMeanInKubernetes() {
    assertThat(require("zone", SelectorOperator.In, "a", "b").matches(LABELS)).isTrue();
    assertThat(require("rack", SelectorOperator.In, "a").matches(LABELS)).isFalse();
    assertThat(require("zone", SelectorOperator.NotIn, "a").matches(LABELS)).isFalse();
    assertThat(require("rack", SelectorOperator.NotIn, "a").matches(LABELS)).isTrue();
    assertThat(require("zone", SelectorOperator.Exists).matches(LABELS)).isTrue();
    assertThat(require("rack", SelectorOperator.Exists).matches(LABELS)).isFalse();
    assertThat(require("rack", SelectorOperator.DoesNotExist).matches(LABELS)).isTrue();
    assertThat(require("zone", SelectorOperator.DoesNotExist).matches(LABELS)).isFalse();
  }

  private static LabelSelectorRequirement require(
      String key, SelectorOperator operator, String... values) {
    return new LabelSelectorRequirement(key, operator, List.of(values));
  }
}
