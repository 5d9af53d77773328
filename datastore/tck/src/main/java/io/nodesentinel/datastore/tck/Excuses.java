package io.nodesentinel.datastore.tck;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/// The tests of the contract that a provider is excused from, each by name and with its reason.
/// Extend it with the list, and name that class in `ExtendWith`. What is left out shows as skipped.
public abstract class Excuses implements ExecutionCondition {
  private final List<Excuse> all;

  protected Excuses(List<Excuse> all) {
    this.all = List.copyOf(all);
  }

  /// One test of the contract that is left out, or all of one of its classes.
  ///
  /// @param test empty for all of the class
  public record Excuse(Class<? extends Contract> contract, String test, String reason) {

    /// All tests of a class of the contract.
    public static Excuse whole(Class<? extends Contract> contract, String reason) {
      return new Excuse(contract, "", reason);
    }

    private boolean isFor(Class<?> type, String name) {
      return contract.isAssignableFrom(type) && test.equals(name);
    }

    /// The contract has such a test. One that was renamed would run again, and fail or not.
    public boolean isKnown() {
      return test.isEmpty()
          || Arrays.stream(contract.getDeclaredMethods())
              .map(Method::getName)
              .anyMatch(test::equals);
    }
  }

  /// The list, for a test that each of it is known.
  public List<Excuse> all() {
    return all;
  }

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    String test = context.getTestMethod().map(Method::getName).orElse("");
    return context
        .getTestClass()
        .flatMap(type -> all.stream().filter(excuse -> excuse.isFor(type, test)).findFirst())
        .map(excuse -> ConditionEvaluationResult.disabled(excuse.reason()))
        .orElseGet(() -> ConditionEvaluationResult.enabled("nothing excuses from it"));
  }
}
