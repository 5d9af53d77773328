package io.nodesentinel.image.training;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/// The server's side of a watch over a WebSocket (RFC 6455), as far as it goes: text frames in one
/// direction. What the client sends (pings, its close) is not read; the connection ends with the
/// server.
final class WatchSocket {
  private static final String PROTOCOL = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final int TEXT = 0x81;
  private static final int SHORTEST_LONG = 126;
  private static final int LONG = 127;

  private WatchSocket() {}

  /// Sends what happens to a collection until the client is gone or the thread is interrupted.
  ///
  /// @param key the client's, from its request
  static void serve(HttpConnection connection, String key, ObjectStore store, String collection)
      throws IOException {
    OutputStream out = connection.switchTo("websocket", "Sec-WebSocket-Accept: " + accept(key));
    ObjectStore.Watcher watcher = store.watch(collection);
    try {
      while (true) {
        write(out, watcher.events().take().getBytes(StandardCharsets.UTF_8));
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      store.unwatch(watcher);
    }
  }

  private static void write(OutputStream out, byte[] text) throws IOException {
    out.write(TEXT);
    if (text.length < SHORTEST_LONG) {
      out.write(text.length);
    } else if (text.length <= 0xFFFF) {
      out.write(SHORTEST_LONG);
      out.write(text.length >>> 8);
      out.write(text.length & 0xFF);
    } else {
      out.write(LONG);
      for (int shift = 56; shift >= 0; shift -= 8) {
        out.write((int) ((long) text.length >>> shift) & 0xFF);
      }
    }
    out.write(text);
    out.flush();
  }

  private static String accept(String key) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-1")
              .digest((key + PROTOCOL).getBytes(StandardCharsets.US_ASCII));
      return Base64.getEncoder().encodeToString(hash);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JVM has SHA-1", impossible);
    }
  }
}
