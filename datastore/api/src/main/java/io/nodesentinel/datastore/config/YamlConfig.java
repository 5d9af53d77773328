package io.nodesentinel.datastore.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.util.Map;
import java.util.Set;

/// Reads YAML: the keys of [Setting], flat or grouped under `connection` and `options`, on top or
/// under `datastore`.
final class YamlConfig {
  private static final ObjectMapper YAML =
      new ObjectMapper(
          YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build());
  private static final Set<String> GROUPS = Set.of("connection", "options");

  private YamlConfig() {}

  static DatastoreConfig read(String yaml) {
    Settings settings = new Settings(setting -> "\"" + setting.key() + "\" in the YAML");
    JsonNode root = parse(yaml);
    read(root.size() == 1 && root.has("datastore") ? root.get("datastore") : root, settings);
    return settings.has(Setting.URL)
        ? ConnectionString.into(settings, settings.text(Setting.URL)).config()
        : settings.config();
  }

  private static JsonNode parse(String yaml) {
    try {
      JsonNode root = YAML.readTree(yaml);
      if (root.isObject()) {
        return root;
      }
    } catch (JsonProcessingException failure) {
      // The parser's message quotes the text, where a password may stand.
      throw Checks.wrong(
          "The YAML cannot be read%s."
              .formatted(
                  failure.getLocation() == null
                      ? ""
                      : " from line " + failure.getLocation().getLineNr()));
    }
    throw Checks.wrong("The YAML is not a list of keys and values.");
  }

  private static void read(JsonNode node, Settings settings) {
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      String key = entry.getKey();
      JsonNode value = entry.getValue();
      if (GROUPS.contains(key) && value.isObject()) {
        read(value, settings);
        continue;
      }
      Setting setting =
          Setting.named(key)
              .orElseThrow(() ->
                  Checks.wrong(
                      "The YAML has the key \"%s\", which is not known; there is %s."
                          .formatted(key, String.join(", ", Setting.keys()))));
      if (!value.isValueNode()) {
        throw Checks.wrong("\"%s\" in the YAML must be a single value.".formatted(key));
      }
      settings.put(setting, value.isNull() ? "" : value.asText());
    }
  }
}
