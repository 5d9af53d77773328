package io.nodesentinel.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/// What an image's tar says of itself.
///
/// @param tags with the image's name
/// @param config the image's configuration
/// @param layers from the base up
public record ImageTar(List<String> tags, JsonNode config, List<Layer> layers) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /// @param entry its name in the tar
  /// @param digest of its bytes as they are there
  /// @param size of its bytes as they are there, which is what a registry sends
  public record Layer(String entry, String digest, long size) {}

  public ImageTar {
    tags = List.copyOf(tags);
    layers = List.copyOf(layers);
  }

  /// Bytes that a registry sends for it.
  public long size() {
    return layers.stream().mapToLong(Layer::size).sum();
  }

  /// @throws IOException if it is no tar of an image
  public static ImageTar read(Path tar) throws IOException {
    Map<String, Layer> blobs = new HashMap<>();
    Map<String, JsonNode> documents = new HashMap<>();
    try (TarArchiveInputStream in =
        new TarArchiveInputStream(new BufferedInputStream(Files.newInputStream(tar)))) {
      for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        if (entry.getName().endsWith(".json")) {
          documents.put(entry.getName(), JSON.readTree(in.readAllBytes()));
        } else if (!entry.isDirectory()) {
          blobs.put(entry.getName(), new Layer(entry.getName(), digest(in), entry.getSize()));
        }
      }
    }
    JsonNode manifest = documents.getOrDefault("manifest.json", JSON.nullNode()).path(0);
    JsonNode config = documents.get(manifest.path("Config").asText());
    if (config == null) {
      throw new IOException(tar + " has no manifest.json that names a configuration");
    }
    List<Layer> layers = new ArrayList<>();
    for (JsonNode name : manifest.path("Layers")) {
      Layer layer = blobs.get(name.asText());
      if (layer == null) {
        throw new IOException(tar + " lacks its layer " + name.asText());
      }
      layers.add(layer);
    }
    List<String> tags = new ArrayList<>();
    manifest.path("RepoTags").forEach(tag -> tags.add(tag.asText()));
    return new ImageTar(tags, config, layers);
  }

  /// The sum of a file, as hexadecimal digits.
  static String sha256(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return digest(in);
    }
  }

  private static String digest(InputStream in) throws IOException {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[1 << 16];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        sha.update(buffer, 0, n);
      }
      return HexFormat.of().formatHex(sha.digest());
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JVM has SHA-256", impossible);
    }
  }
}
