package io.nodesentinel.operator.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import io.nodesentinel.crds.HealthEvent;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;

/// The CustomResourceDefinitions that this build was made with.
public final class CrdFiles {
  private CrdFiles() {}

  /// YAML by name, such as `healthevents.nodesentinel.io`: one for each of our kinds.
  public static SortedMap<String, String> all() {
    SortedMap<String, String> files = new TreeMap<>();
    ServiceLoader.load(KubernetesResource.class, HealthEvent.class.getClassLoader()).stream()
        .map(ServiceLoader.Provider::type)
        .filter(HasMetadata.class::isAssignableFrom)
        .filter(type -> type.getPackage().equals(HealthEvent.class.getPackage()))
        .map(type -> HasMetadata.getFullResourceName(type.asSubclass(HasMetadata.class)))
        .forEach(name -> files.put(name, read(name)));
    return files;
  }

  private static String read(String name) {
    String file = name + ".yml";
    try (InputStream in = HealthEvent.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException(file + " is not in this build");
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return text.startsWith("---") ? text : "---\n" + text;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
