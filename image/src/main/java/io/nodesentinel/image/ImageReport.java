package io.nodesentinel.image;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Layers and sizes, as a table for people.
final class ImageReport {
  private static final double MB = 1e6;

  private ImageReport() {}

  /// @param tar of an image that was just built: its last layers are ours, those before the base's
  static List<String> table(ImageTar tar, boolean hasCache) {
    List<String> names = new ArrayList<>(Layout.LAYERS);
    if (!hasCache) {
      names.remove("aot-cache");
    }
    int base = tar.layers().size() - names.size();
    List<String> lines = new ArrayList<>();
    lines.add("%-12s %10s  %s".formatted("LAYER", "COMPRESSED", "DIGEST"));
    for (int i = 0; i < tar.layers().size(); i++) {
      ImageTar.Layer layer = tar.layers().get(i);
      lines.add(line(i < base ? "base" : names.get(i - base), layer.size(), layer.digest()));
    }
    lines.add(line("all", tar.size(), ""));
    return lines;
  }

  private static String line(String name, long size, String digest) {
    return String.format(Locale.ROOT, "%-12s %7.1f MB  %s", name, size / MB, digest)
        .stripTrailing();
  }
}
