package io.nodesentinel.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The head of a request, or of an answer.
record HttpHead(List<String> lines) {
  /// @return null if the other side closed its connection before the end of a head
  static @Nullable HttpHead read(InputStream in) throws IOException {
    List<String> lines = new ArrayList<>();
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int c = in.read(); c >= 0; c = in.read()) {
      if (c != '\n') {
        line.write(c);
        continue;
      }
      String text = line.toString(ISO_8859_1).stripTrailing();
      line.reset();
      if (text.isEmpty()) {
        return new HttpHead(lines);
      }
      lines.add(text);
    }
    return null;
  }

  String method() {
    return lines.getFirst().split(" ", 3)[0];
  }

  String path() {
    return lines.getFirst().split(" ", 3)[1];
  }

  /// The header's value; null if there is none.
  @Nullable String header(String name) {
    String start = name.toLowerCase(Locale.ROOT) + ":";
    return lines.stream()
        .filter(l -> l.toLowerCase(Locale.ROOT).startsWith(start))
        .map(l -> l.substring(start.length()).strip())
        .findAny()
        .orElse(null);
  }

  boolean isUpgrade() {
    return header("Upgrade") != null;
  }

  int contentLength() {
    String length = header("Content-Length");
    return length == null ? 0 : Integer.parseInt(length);
  }

  /// The same, but the server closes the connection after its answer, which marks its end.
  HttpHead closing() {
    return with("Connection", "close");
  }

  /// The same with another value for a header.
  HttpHead with(String name, String value) {
    String start = name.toLowerCase(Locale.ROOT) + ":";
    List<String> others = new ArrayList<>(lines);
    others.removeIf(l -> l.toLowerCase(Locale.ROOT).startsWith(start));
    others.add(name + ": " + value);
    return new HttpHead(others);
  }

  byte[] bytes() {
    return (String.join("\r\n", lines) + "\r\n\r\n").getBytes(ISO_8859_1);
  }
}
