package io.nodesentinel.reconcilers.policy;

import dev.cel.common.CelErrorCode;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import io.nodesentinel.crds.FactKind;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One expression of a policy.
///
/// @param place where in the policy it stands, such as `match.all[0]`
record CompiledExpression(String place, FactKind kind, CelRuntime.Program program) {
  private static final int MAX_MESSAGE = 300;

  /// CEL's own prefix; it counts characters from 0.
  private static final Pattern PREFIX =
      Pattern.compile("^evaluation error(?: at <input>:(\\d+))?: ", Pattern.DOTALL);

  Evaluation evaluate(Facts facts) {
    Object result;
    try {
      result = program.eval(facts.variables(kind));
    } catch (CelEvaluationException e) {
      return failed(
          String.valueOf(e.getMessage()), e.getErrorCode() == CelErrorCode.ATTRIBUTE_NOT_FOUND);
    } catch (RuntimeException e) {
      // CEL's functions are many; whatever one of them throws, the event is not matched.
      return failed(e.toString(), false);
    }
    if (result instanceof Boolean matched) {
      return matched ? Evaluation.MATCH : Evaluation.NO_MATCH;
    }
    return failed("it gave a " + result.getClass().getSimpleName() + ", not a boolean", false);
  }

  private Evaluation failed(String message, boolean absent) {
    Matcher prefix = PREFIX.matcher(message);
    String where = place;
    String what = message;
    if (prefix.find()) {
      what = message.substring(prefix.end());
      where =
          prefix.group(1) == null
              ? place
              : place + ", character " + (Integer.parseInt(prefix.group(1)) + 1);
    }
    if (absent) {
      what =
          (what.startsWith("key '") ? what : "key '" + what + "' is not present in map.")
              + " Ask first whether it is there: has(a.b) or 'b' in a";
    }
    String text = where + ": " + what;
    return new Evaluation.Failed(
        text.length() <= MAX_MESSAGE ? text : text.substring(0, MAX_MESSAGE - 1) + "…");
  }
}
