package io.nodesentinel.charts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// What is made of `values.yaml`: the schema that helm checks values by, and the table for people.
final class Generated {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Generated() {}

  /// `values.schema.json`.
  static String schema(List<Value> values) throws JsonProcessingException {
    ObjectNode root = group("Values of the chart nodesentinel.");
    root.put("$schema", "http://json-schema.org/draft-07/schema#");
    Map<String, ObjectNode> groups = new HashMap<>();
    groups.put("", root);
    for (Value value : values) {
      ObjectNode node = value.isGroup() ? group(value.documentation()) : leaf(value);
      int dot = value.path().lastIndexOf('.');
      String parent = dot < 0 ? "" : value.path().substring(0, dot);
      ((ObjectNode) Objects.requireNonNull(groups.get(parent), parent).get("properties"))
          .set(value.path().substring(dot + 1), node);
      if (value.isGroup()) {
        groups.put(value.path(), node);
      }
    }
    // Other charts of the same installation have globals too.
    Objects.requireNonNull(groups.get("global"), "global").put("additionalProperties", true);
    DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
    printer.indentObjectsWith(new DefaultIndenter("  ", "\n"));
    return JSON.writer(printer).writeValueAsString(root) + "\n";
  }

  private static ObjectNode group(String documentation) {
    ObjectNode node = JSON.createObjectNode();
    node.put("type", "object");
    if (!documentation.isEmpty()) {
      node.put("description", documentation);
    }
    node.put("additionalProperties", false);
    node.putObject("properties");
    return node;
  }

  private static ObjectNode leaf(Value value) {
    ObjectNode node = JSON.createObjectNode();
    if (!value.schema().has("type")) {
      node.put("type", type(value));
    }
    node.put("description", value.documentation());
    node.setAll(value.schema());
    return node;
  }

  private static String type(Value value) {
    JsonNode fallback = value.fallback();
    return switch (fallback.getNodeType()) {
      case STRING -> "string";
      case BOOLEAN -> "boolean";
      case NUMBER -> "integer";
      case ARRAY -> "array";
      default ->
          throw new IllegalStateException(
              value.path() + " needs a type in its @schema: " + fallback + " does not tell it");
    };
  }

  /// The table of the chart's README.
  static String table(List<Value> values) {
    StringBuilder table = new StringBuilder("| value | default | what it does |\n|---|---|---|\n");
    for (Value value : values) {
      if (!value.isGroup()) {
        table.append(
            "| `%s` | `%s` | %s%s |\n"
                .formatted(
                    value.path(),
                    cell(value.fallback().toString()),
                    cell(value.documentation()),
                    cell(bounds(value.schema()))));
      } else if (!value.documentation().isEmpty()) {
        table.append("| **%s** | | %s |\n".formatted(value.path(), cell(value.documentation())));
      }
    }
    return table.toString();
  }

  private static String bounds(ObjectNode schema) {
    if (schema.has("enum")) {
      StringBuilder choices = new StringBuilder();
      schema
          .get("enum")
          .forEach(choice -> choices.append(choices.isEmpty() ? " One of " : ", ").append(choice));
      return choices.append('.').toString();
    }
    if (schema.has("minimum") && schema.has("maximum")) {
      return " %s to %s.".formatted(schema.get("minimum"), schema.get("maximum"));
    }
    return "";
  }

  private static String cell(String text) {
    return text.replace("|", "\\|");
  }
}
