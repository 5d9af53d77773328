package io.nodesentinel.image.training;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The server's side of one HTTP/1.1 connection, for one client that is known: bodies with a
/// length, one request after the other. The JDK's own server cannot switch protocols, which watches
/// need.
final class HttpConnection {
  private static final int LONGEST_LINE = 16 * 1024;
  private static final int LARGEST_BODY = 4 * 1024 * 1024;

  private final InputStream in;
  private final OutputStream out;

  HttpConnection(Socket socket) throws IOException {
    in = new BufferedInputStream(socket.getInputStream());
    out = new BufferedOutputStream(socket.getOutputStream());
  }

  /// @param query empty if there is none
  /// @param headers by name, in any case
  record Request(
      String method, String path, String query, Map<String, String> headers, String body) {
    String header(String name) {
      return headers.getOrDefault(name, "");
    }
  }

  /// The next request; empty when the client is gone.
  ///
  /// @throws IOException if it is none that is understood here
  Optional<Request> read() throws IOException {
    String first = line();
    if (first.isEmpty()) {
      return Optional.empty();
    }
    String[] words = first.split(" ", -1);
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers.put(line.substring(0, Math.max(0, colon)), line.substring(colon + 1).strip());
    }
    if (words.length != 3 || headers.containsKey("Transfer-Encoding")) {
      throw new IOException("not understood: " + first);
    }
    int length = Integer.parseInt(headers.getOrDefault("Content-Length", "0"));
    if (length > LARGEST_BODY) {
      throw new IOException("too long: " + first);
    }
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw new EOFException("cut off: " + first);
    }
    String[] target = words[1].split("\\?", 2);
    return Optional.of(
        new Request(
            words[0],
            target[0],
            target.length > 1 ? target[1] : "",
            headers,
            new String(body, StandardCharsets.UTF_8)));
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      if (line.length() >= LONGEST_LINE) {
        throw new IOException("a line of more than " + LONGEST_LINE + " bytes");
      }
      line.append((char) c);
    }
    return line.toString().stripTrailing();
  }

  /// @param status with its words, as `200 OK`
  void answer(String status, String json) throws IOException {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC));
    send(
        "HTTP/1.1 %s\r\nDate: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
            .formatted(status, date, body.length)
            .getBytes(StandardCharsets.US_ASCII));
    send(body);
    out.flush();
  }

  /// Says yes to another protocol (RFC 9110, 7.8), in which the connection goes on.
  ///
  /// @param protocol its name
  /// @param header one more
  OutputStream switchTo(String protocol, String header) throws IOException {
    send(
        String.format(
                Locale.ROOT,
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: %s\r\nConnection: Upgrade\r\n%s\r\n\r\n",
                protocol,
                header)
            .getBytes(StandardCharsets.US_ASCII));
    out.flush();
    return out;
  }

  private void send(byte[] bytes) throws IOException {
    out.write(bytes);
  }
}
