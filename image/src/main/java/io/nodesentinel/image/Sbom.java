package io.nodesentinel.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;

/// The list of what is in the image, in CycloneDX's format: the jars as Maven lists them, and
/// beside them the Java runtime and the base image, which Maven does not know of.
final class Sbom {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private Sbom() {}

  /// @param maven the file that the CycloneDX plugin wrote
  /// @param javaVersion of the runtime in the image
  /// @param javaVendor its maker
  /// @param base the base image, or the file that it was, with its digest
  static String complete(Path maven, String javaVersion, String javaVendor, String base)
      throws IOException {
    JsonNode read = JSON.readTree(maven.toFile());
    if (!(read instanceof ObjectNode sbom)
        || !(sbom.path("components") instanceof ArrayNode components)) {
      throw new ImageException(maven + " lists no components.");
    }
    ObjectNode java = components.addObject();
    java.put("type", "platform").put("bom-ref", "java-runtime").put("name", "OpenJDK");
    java.putObject("supplier").put("name", javaVendor);
    java.put("version", javaVersion);
    java.put("description", "Linked with jlink from " + String.join(", ", JavaModules.all()));
    ObjectNode image = components.addObject();
    image.put("type", "container").put("bom-ref", "base-image").put("name", base);
    return JSON.writeValueAsString(sbom) + "\n";
  }
}
