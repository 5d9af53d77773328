package io.nodesentinel.reconcilers.policy;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.cel.bundle.Cel;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.validator.CelAstValidator;

/// Refuses literals that `matches` would fail on, by the engine that `matches` uses. CEL's own
/// validator asks java.util.regex, which has lookahead where RE2 has not, and lacks what RE2 has.
final class Re2Validator implements CelAstValidator {
  private final int maxProgramSize;

  Re2Validator(int maxProgramSize) {
    this.maxProgramSize = maxProgramSize;
  }

  @Override
  public void validate(CelNavigableAst ast, Cel cel, IssuesFactory issues) {
    ast.getRoot()
        .allNodes()
        .filter(node -> node.getKind() == ExprKind.Kind.CALL)
        .map(node -> node.expr().call())
        .filter(call -> call.function().equals("matches"))
        .forEach(call -> check(call.args().getLast(), issues));
  }

  private void check(CelExpr pattern, IssuesFactory issues) {
    if (pattern.getKind() != ExprKind.Kind.CONSTANT
        || pattern.constant().getKind() != CelConstant.Kind.STRING_VALUE) {
      return;
    }
    try {
      int size = Pattern.compile(pattern.constant().stringValue()).programSize();
      if (size > maxProgramSize) {
        issues.addError(
            pattern.id(),
            "the regular expression compiles to "
                + size
                + " steps, at most "
                + maxProgramSize
                + " are allowed: repeat less");
      }
    } catch (PatternSyntaxException e) {
      issues.addError(
          pattern.id(), "this is no regular expression of RE2 syntax: " + e.getMessage());
    }
  }
}
