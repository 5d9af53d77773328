package io.nodesentinel.charts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nodesentinel.datastore.config.Setting;
import io.nodesentinel.operator.cli.OperatorCommand;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/// The chart knows every option that the operator has, by the same name and default.
class ConfigurationKeysTest {
  /// What a Pod has no use for: which cluster, and what the chart's own objects rely on.
  private static final Set<String> NOT_IN_A_POD =
      Set.of(
          "help",
          "version",
          "kubeconfig",
          "yes",
          "namespace",
          "port",
          "bind-address",
          "leader-elect",
          // The chart's own, where it has one.
          "datastore",
          "leave",
          "leave-timeout",
          "leave-deployment");

  /// Values that are about the Pod, not about the operator in it.
  private static final Set<String> OF_THE_POD =
      Set.of(
          "replicas",
          "logLevel",
          "javaOptions",
          "env",
          "resources",
          "ownTaintKeys",
          "tolerations",
          "nodeSelector",
          "affinity",
          "podAnnotations",
          "podLabels");

  /// Where these come from in the chart: a Secret, the parts of the address, the names that are
  /// everybody's.
  private static final Set<Setting> NOT_A_VALUE =
      Set.of(
          Setting.PROVIDER,
          Setting.PASSWORD,
          Setting.URL,
          Setting.CONNECT_TIMEOUT,
          Setting.COLLECTION,
          Setting.TOKEN_COLLECTION,
          Setting.MAINTENANCE_COLLECTION);

  @Test
  void everyOptionOfTheOperatorIsAValueWithTheSameDefault() {
    Map<String, String> options =
        new CommandLine(new OperatorCommand())
            .getCommandSpec().options().stream()
                .filter(option -> !NOT_IN_A_POD.contains(name(option)))
                .collect(
                    Collectors.toMap(
                        option -> camelCase(name(option)),
                        option -> option.defaultValue() == null ? "" : option.defaultValue(),
                        (a, b) -> a,
                        TreeMap::new));
    Map<String, String> values = new TreeMap<>();
    for (Value value : ValuesFile.values()) {
      if (value.path().startsWith("operator.")) {
        String key = value.path().substring("operator.".length());
        if (!OF_THE_POD.contains(key) && !key.contains(".")) {
          values.put(key, value.fallback().asText());
        }
      }
    }
    assertThat(values).isEqualTo(options);
  }

  @Test
  void everySettingOfADatastoreIsAValue() {
    Set<String> settings =
        Arrays.stream(Setting.values())
            .filter(setting -> !NOT_A_VALUE.contains(setting))
            .map(Setting::key)
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> values =
        ValuesFile.values().stream()
            .map(Value::path)
            .filter(path -> path.matches("global\\.datastore\\.(connection|options)\\..*"))
            .map(path -> path.substring(path.lastIndexOf('.') + 1))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(values).isEqualTo(settings);
  }

  @Test
  void everyValueOfTheOperatorReachesIt() {
    JsonNode deployment =
        Chart.named(
            Chart.objects(List.of(), Map.of("operator.clusterUid", "abc")),
            "Deployment/nodesentinel");
    List<String> arguments = new ArrayList<>();
    deployment
        .at("/spec/template/spec/containers/0/args")
        .forEach(argument -> arguments.add(argument.asText()));
    CommandLine command = new CommandLine(new OperatorCommand());
    command.parseArgs(arguments.subList(1, arguments.size()).toArray(String[]::new));

    assertThat(arguments.getFirst()).isEqualTo("operator");
    assertThat(
            command.getParseResult().matchedOptions().stream()
                .map(ConfigurationKeysTest::name)
                .filter(name -> !NOT_IN_A_POD.contains(name))
                .toList())
        .containsExactlyInAnyOrderElementsOf(
            command.getCommandSpec().options().stream()
                .map(ConfigurationKeysTest::name)
                .filter(name -> !NOT_IN_A_POD.contains(name))
                .toList());
  }

  private static String name(OptionSpec option) {
    return option.longestName().replaceFirst("^--", "");
  }

  private static String camelCase(String name) {
    String[] words = name.split("-", -1);
    return words[0]
        + Arrays.stream(words)
            .skip(1)
            .map(word -> Character.toUpperCase(word.charAt(0)) + word.substring(1))
            .collect(Collectors.joining());
  }
}
