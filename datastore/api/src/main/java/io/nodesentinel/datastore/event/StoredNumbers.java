package io.nodesentinel.datastore.event;

import io.nodesentinel.crds.ProcessingStrategy;
import io.nodesentinel.crds.RecommendedAction;
import io.nodesentinel.datastore.document.IntegerValue;
import io.nodesentinel.datastore.document.TextValue;
import io.nodesentinel.datastore.document.Value;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The numbers that stand for names in stored documents. Names are read too.
final class StoredNumbers {
  private static final Map<RecommendedAction, Long> ACTIONS =
      new EnumMap<>(
          Map.ofEntries(
              Map.entry(RecommendedAction.NONE, 0L),
              Map.entry(RecommendedAction.COMPONENT_RESET, 2L),
              Map.entry(RecommendedAction.CONTACT_SUPPORT, 5L),
              Map.entry(RecommendedAction.RUN_FIELDDIAG, 6L),
              Map.entry(RecommendedAction.RESTART_VM, 15L),
              Map.entry(RecommendedAction.RESTART_BM, 24L),
              Map.entry(RecommendedAction.REPLACE_VM, 25L),
              Map.entry(RecommendedAction.RUN_DCGMEUD, 26L),
              Map.entry(RecommendedAction.CUSTOM, 27L),
              Map.entry(RecommendedAction.REMEDIATE, 28L),
              Map.entry(RecommendedAction.UNKNOWN, 99L)));

  private StoredNumbers() {}

  static long of(RecommendedAction action) {
    return ACTIONS.getOrDefault(action, 99L);
  }

  /// There is no number for what is stored for analysis only; as STORE_ONLY it acts as little.
  static long of(ProcessingStrategy strategy) {
    return strategy == ProcessingStrategy.EXECUTE_REMEDIATION ? 1 : 2;
  }

  /// @param remarks gets a sentence if the value is not known
  static RecommendedAction action(Reading event, List<String> remarks) {
    Value value = event.value("recommendedAction");
    Optional<RecommendedAction> known =
        value == null
            ? Optional.of(RecommendedAction.NONE)
            : ACTIONS.entrySet().stream()
                .filter(entry -> is(value, entry.getValue(), entry.getKey()))
                .map(Map.Entry::getKey)
                .findAny();
    return known.orElseGet(() -> {
      remarks.add(
          "Its recommended action %s is not known; it is taken as UNKNOWN."
              .formatted(shown(value)));
      return RecommendedAction.UNKNOWN;
    });
  }

  /// @param remarks gets a sentence if the value is not known
  static ProcessingStrategy strategy(Reading event, List<String> remarks) {
    Value value = event.value("processingStrategy");
    if (value == null
        || value.equals(Value.of(0))
        || value.equals(Value.of(1))
        || value.equals(Value.of("UNSPECIFIED"))) {
      return ProcessingStrategy.EXECUTE_REMEDIATION;
    }
    if (value.equals(Value.of(2))) {
      return ProcessingStrategy.STORE_ONLY;
    }
    return Arrays.stream(ProcessingStrategy.values())
        .filter(strategy -> value.equals(Value.of(strategy.name())))
        .findAny()
        .orElseGet(() -> {
          remarks.add(
              "Its processing strategy %s is not known; it is kept and never acts."
                  .formatted(shown(value)));
          return ProcessingStrategy.STORE_ONLY;
        });
  }

  private static boolean is(Value value, long number, RecommendedAction action) {
    return value.equals(Value.of(number)) || value.equals(Value.of(action.name()));
  }

  private static String shown(@Nullable Value value) {
    return switch (value) {
      case IntegerValue(long number) -> Long.toString(number);
      case TextValue(String text) -> "\"" + text.substring(0, Math.min(text.length(), 40)) + "\"";
      case null, default -> "of a wrong type";
    };
  }
}
