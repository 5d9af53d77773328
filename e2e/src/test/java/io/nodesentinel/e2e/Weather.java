package io.nodesentinel.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// What each request meets on its way, before the API server gets it.
@FunctionalInterface
interface Weather {
  /// The magic of RFC 6455, section 1.3.
  String WEBSOCKET = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  String EXPIRED =
      """
      {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure",\
      "message":"too old resource version","reason":"Expired","code":410}\
      """;

  /// The whole answer, after which the connection ends; null if the request goes on to the server.
  byte @Nullable [] answer(HttpHead request);

  /// Nothing is in the way.
  static Weather fair() {
    return _ -> null;
  }

  /// Each request takes so much longer.
  static Weather slow(Duration delay) {
    return _ -> {
      LockSupport.parkNanos(delay.toNanos());
      return null;
    };
  }

  /// The server says to so many of a hundred requests that it has too many.
  static Weather busy(int ofHundred, Duration retryAfter) {
    return _ ->
        ThreadLocalRandom.current().nextInt(100) < ofHundred
            ? http(
                "429 Too Many Requests",
                "Retry-After: " + retryAfter.toSeconds() + "\r\n",
                """
                {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure",\
                "message":"too many requests","reason":"TooManyRequests","code":429}\
                """)
            : null;
  }

  /// A watch that would go on from a version is refused.
  static Weather refusingOldVersions() {
    return request -> goesOnFromAVersion(request) ? http("410 Gone", "", EXPIRED) : null;
  }

  /// A watch that would go on from a version begins, and its first event is that it cannot.
  static Weather expiringWatches() {
    return request -> goesOnFromAVersion(request) ? expired(request) : null;
  }

  private static boolean goesOnFromAVersion(HttpHead request) {
    return request.path().contains("watch=true") && request.path().contains("resourceVersion=");
  }

  private static byte[] http(String status, String headers, String body) {
    return """
    HTTP/1.1 %s\r
    Content-Type: application/json\r
    Content-Length: %d\r
    Connection: close\r
    %s\r
    %s\
    """
        .formatted(status, body.length(), headers, body)
        .getBytes(UTF_8);
  }

  private static byte[] expired(HttpHead request) {
    String event = "{\"type\":\"ERROR\",\"object\":" + EXPIRED + "}";
    String key = request.header("Sec-WebSocket-Key");
    if (key == null) {
      return http("200 OK", "", event + "\n");
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(
        """
        HTTP/1.1 101 Switching Protocols\r
        Upgrade: websocket\r
        Connection: Upgrade\r
        Sec-WebSocket-Accept: %s\r
        \r
        """
            .formatted(accept(key))
            .getBytes(UTF_8));
    // One text frame, longer than 125 bytes, unmasked as a server's are; then an empty close frame.
    bytes.writeBytes(
        new byte[] {(byte) 0x81, 126, (byte) (event.length() >> 8), (byte) event.length()});
    bytes.writeBytes(event.getBytes(UTF_8));
    bytes.writeBytes(new byte[] {(byte) 0x88, 0});
    return bytes.toByteArray();
  }

  private static String accept(String key) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-1").digest((key + WEBSOCKET).getBytes(UTF_8));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }
}
