package io.nodesentinel.e2e.bench.plot;

import java.util.Locale;

/// Text for XML and HTML.
public final class Markup {
  private final StringBuilder text = new StringBuilder();

  /// Adds markup; the values are formatted as they are, so what people wrote is escaped before.
  @SuppressWarnings("AnnotateFormatMethod")
  public Markup add(String format, Object... values) {
    text.append(values.length == 0 ? format : String.format(Locale.ROOT, format, values));
    return this;
  }

  /// Makes text harmless in content and in quoted attributes.
  public static String escape(String plain) {
    return plain
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
