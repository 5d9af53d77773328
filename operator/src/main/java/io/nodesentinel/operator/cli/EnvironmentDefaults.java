package io.nodesentinel.operator.cli;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/// Options that are not on the command line are taken from the environment: `--max-unavailable`
/// from `NODESENTINEL_MAX_UNAVAILABLE`. A variable that is empty counts as not set.
final class EnvironmentDefaults implements IDefaultValueProvider {
  private static final String PREFIX = "NODESENTINEL_";

  private final Map<String, String> environment;

  EnvironmentDefaults(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  @Override
  public @Nullable String defaultValue(ArgSpec arg) {
    String variable = variableOf(arg);
    String value = variable == null ? null : environment.get(variable);
    return value == null || value.isBlank() ? null : value.strip();
  }

  /// The variable of an option; null for what is no option and for those that only print.
  static @Nullable String variableOf(ArgSpec arg) {
    if (!(arg instanceof OptionSpec option) || option.usageHelp() || option.versionHelp()) {
      return null;
    }
    return PREFIX
        + option.longestName().replaceFirst("^-+", "").replace('-', '_').toUpperCase(Locale.ROOT);
  }

  static @Nullable String longName(@Nullable ArgSpec arg) {
    return arg instanceof OptionSpec option ? option.longestName() : null;
  }
}
