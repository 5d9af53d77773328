package io.nodesentinel.charts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads `values.yaml` with its comments: those directly above a key are its documentation, those
/// that begin with `@schema` are JSON schema for it. They must be indented as the key is.
final class ValuesFile {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern KEY = Pattern.compile("^( *)([A-Za-z][A-Za-z0-9_]*):(?: .*)?$");
  private static final Pattern COMMENT = Pattern.compile("^( *)# ?(.*)$");
  private static final String SCHEMA = "@schema ";

  private final Map<String, List<String>> comments = new HashMap<>();
  private final List<Value> values = new ArrayList<>();

  private ValuesFile(String text) throws JsonProcessingException {
    collect(text);
    add("", Chart.YAML.readTree(text));
  }

  /// All keys, groups before what is in them, in the order of the file.
  static List<Value> values() {
    try {
      return List.copyOf(new ValuesFile(Chart.read(Chart.folder().resolve("values.yaml"))).values);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("values.yaml cannot be read: " + e.getMessage(), e);
    }
  }

  private record Open(int indent, String path) {}

  private void collect(String text) {
    Deque<Open> open = new ArrayDeque<>();
    List<String> block = new ArrayList<>();
    for (String line : text.lines().toList()) {
      Matcher comment = COMMENT.matcher(line);
      Matcher key = KEY.matcher(line);
      if (comment.matches()) {
        block.add(comment.group(2));
      } else if (key.matches()) {
        int indent = key.group(1).length();
        while (!open.isEmpty() && open.peek().indent() >= indent) {
          open.pop();
        }
        String path = open.isEmpty() ? key.group(2) : open.peek().path() + "." + key.group(2);
        open.push(new Open(indent, path));
        comments.put(path, List.copyOf(block));
        block.clear();
      } else {
        block.clear();
      }
    }
  }

  private void add(String path, JsonNode node) throws JsonProcessingException {
    Map<String, JsonNode> children = new LinkedHashMap<>();
    node.properties().forEach(e -> children.put(e.getKey(), e.getValue()));
    for (Map.Entry<String, JsonNode> child : children.entrySet()) {
      String childPath = path.isEmpty() ? child.getKey() : path + "." + child.getKey();
      Value value = value(childPath, child.getValue());
      values.add(value);
      if (value.isGroup()) {
        add(childPath, child.getValue());
      }
    }
  }

  private Value value(String path, JsonNode fallback) throws JsonProcessingException {
    List<String> documentation = new ArrayList<>();
    ObjectNode schema = JSON.createObjectNode();
    for (String line : comments.getOrDefault(path, List.of())) {
      if (line.startsWith(SCHEMA)) {
        schema.setAll((ObjectNode) JSON.readTree(line.substring(SCHEMA.length())));
      } else {
        documentation.add(line);
      }
    }
    return new Value(path, fallback, String.join(" ", documentation).strip(), schema);
  }
}
