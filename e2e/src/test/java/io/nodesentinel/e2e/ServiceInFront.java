package io.nodesentinel.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// What makes a Service reachable by its name and port: an address of this machine's own that
/// passes bytes on, and a table of hosts for the processes that are to find it.
final class ServiceInFront implements AutoCloseable {
  /// Nobody else's: all of 127.0.0.0/8 is this machine.
  private static final String ADDRESS = "127.86.3.1";

  private final int port;
  private final Path hosts;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private @Nullable ServerSocket door;

  /// Nobody listens there yet.
  ///
  /// @param host the name of the Service
  /// @param port its port
  ServiceInFront(String host, int port) throws IOException {
    this.port = port;
    hosts = Files.createTempFile("nodesentinel", ".hosts");
    Files.writeString(hosts, "%s %s%n127.0.0.1 localhost%n".formatted(ADDRESS, host));
  }

  /// Its Pod is ready, and listens here.
  void leadTo(int behind) throws IOException {
    ServerSocket opened = new ServerSocket();
    opened.bind(new InetSocketAddress(InetAddress.getByName(ADDRESS), port));
    door = opened;
    Thread.ofVirtual().name("service").start(() -> accept(opened, behind));
  }

  /// What a JVM needs in its environment to find it by its name.
  Map<String, String> environment() {
    return Map.of("JAVA_TOOL_OPTIONS", "-Djdk.net.hosts.file=" + hosts);
  }

  private void accept(ServerSocket opened, int behind) {
    while (!opened.isClosed()) {
      try {
        Socket caller = opened.accept();
        open.add(caller);
        Socket server = new Socket(InetAddress.getLoopbackAddress(), behind);
        open.add(server);
        Thread.ofVirtual().start(() -> copy(caller, server));
        Thread.ofVirtual().start(() -> copy(server, caller));
      } catch (IOException over) {
        // The door was closed, or nobody is behind it; whoever called gives up in its time.
      }
    }
  }

  private void copy(Socket from, Socket to) {
    try (InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      in.transferTo(out);
    } catch (IOException over) {
      // One of them hung up; the other is told so.
    } finally {
      shut(from);
      shut(to);
    }
  }

  private void shut(Socket socket) {
    open.remove(socket);
    try {
      socket.close();
    } catch (IOException odd) {
      throw new UncheckedIOException(odd);
    }
  }

  @Override
  public void close() throws IOException {
    if (door != null) {
      door.close();
    }
    open.forEach(this::shut);
    Files.delete(hosts);
  }
}
