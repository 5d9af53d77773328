package io.nodesentinel.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the chart's alert rules and dashboard ask Prometheus for, against what an operator offers.
final class ChartMetrics {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final Pattern SERIES =
      Pattern.compile("\\b((?:nodesentinel|jvm)_[a-z_]+)(?:\\{([^}]*)})?");
  private static final Pattern MATCHER = Pattern.compile("([a-z]+)(!?=)\"([^\"]*)\"");

  private ChartMetrics() {}

  /// The expressions of both.
  static List<String> expressions() {
    try {
      List<String> expressions = new ArrayList<>();
      JsonNode rules = YAML.readTree(read("files/alerts.yaml"));
      rules.findValues("expr").forEach(e -> expressions.add(e.asText()));
      JsonNode dashboard = JSON.readTree(read("files/dashboard.json"));
      dashboard.findValues("expr").forEach(e -> expressions.add(e.asText()));
      return expressions;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What is asked for and not offered, as a metric or as a metric with a label.
  ///
  /// @param scrape the text of `/metrics`
  static SortedSet<String> missing(List<String> expressions, String scrape) {
    SortedSet<String> missing = new TreeSet<>();
    for (String expression : expressions) {
      Matcher series = SERIES.matcher(expression);
      while (series.find()) {
        String name = series.group(1);
        List<String> offered =
            scrape.lines().filter(line -> line.matches(name + "[ {].*")).toList();
        if (offered.isEmpty()) {
          missing.add(name);
        }
        Matcher label = MATCHER.matcher(series.group(2) == null ? "" : series.group(2));
        while (label.find()) {
          String wanted =
              label.group(2).equals("=")
                  ? label.group(1) + "=\"" + label.group(3) + "\""
                  : label.group(1) + "=\"";
          if (offered.stream().noneMatch(line -> line.contains(wanted))) {
            missing.add(name + "{" + wanted + "}");
          }
        }
      }
    }
    return missing;
  }

  private static String read(String file) throws IOException {
    return Files.readString(HelmUnderTest.chart().resolve(file));
  }
}
