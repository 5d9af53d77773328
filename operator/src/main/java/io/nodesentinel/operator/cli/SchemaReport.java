package io.nodesentinel.operator.cli;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.nodesentinel.datastore.spi.DatastoreSchema.Step;
import java.util.ArrayList;
import java.util.List;

/// The steps of a schema, for people and for machines.
final class SchemaReport {
  private SchemaReport() {}

  static List<String> table(List<Step> steps) {
    List<String> lines = new ArrayList<>();
    lines.add("%-10s%-10s%s".formatted("VERSION", "APPLIED", "WHAT"));
    for (Step step : steps) {
      lines.add(
          "%-10s%-10s%s"
              .formatted(step.version(), step.applied() ? "yes" : "NO", step.description()));
    }
    return lines;
  }

  static String json(List<Step> steps) {
    return Serialization.asJson(steps);
  }
}
