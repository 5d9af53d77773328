package io.nodesentinel.image.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Answers on loopback as an API server does to one operator: lists, watches over WebSockets,
/// creates, replacements, patches, evictions that succeed at once, leases. It checks no credentials
/// and no schema. What users depend on is tested on a real API server; this one is there so that a
/// training run needs nothing but a JDK.
public final class ApiDouble implements AutoCloseable {
  private static final String PODS = "/api/v1/pods";

  private final ServerSocket server;
  private final Credentials credentials;
  private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
  private final Set<Socket> clients = ConcurrentHashMap.newKeySet();
  private final ObjectStore store = new ObjectStore();

  private ApiDouble(ServerSocket server, Credentials credentials) {
    this.server = server;
    this.credentials = credentials;
  }

  /// Starts one on a free port.
  ///
  /// @param credentials with the server's key
  public static ApiDouble start(Credentials credentials) throws IOException {
    ServerSocket server =
        credentials
            .context()
            .getServerSocketFactory()
            .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    ApiDouble api = new ApiDouble(server, credentials);
    api.workers.execute(api::accept);
    return api;
  }

  /// A kubeconfig that points here.
  public String kubeconfig() {
    return credentials.kubeconfig("https://127.0.0.1:" + server.getLocalPort());
  }

  ObjectStore store() {
    return store;
  }

  private void accept() {
    try {
      while (true) {
        Socket client = server.accept();
        clients.add(client);
        workers.execute(() -> serve(client));
      }
    } catch (IOException closed) {
      // It is closed by close(), and by nothing else.
    }
  }

  private void serve(Socket client) {
    try (client) {
      HttpConnection connection = new HttpConnection(client);
      for (Optional<HttpConnection.Request> request = connection.read();
          request.isPresent();
          request = connection.read()) {
        answer(connection, request.get());
      }
    } catch (IOException gone) {
      // The client ended the connection, or was ended, which is how each story ends.
    } finally {
      clients.remove(client);
    }
  }

  private void answer(HttpConnection connection, HttpConnection.Request request)
      throws IOException {
    ResourcePath resource = ResourcePath.of(request.path());
    if (request.query().contains("watch=true")) {
      WatchSocket.serve(
          connection, request.header("Sec-WebSocket-Key"), store, resource.collection());
      return;
    }
    JsonNode body =
        request.body().isEmpty()
            ? ObjectStore.JSON.nullNode()
            : ObjectStore.JSON.readTree(request.body());
    Optional<ObjectNode> answer = answer(request.method(), resource, body);
    if (answer.isEmpty()) {
      connection.answer("404 Not Found", status(404, "NotFound").toString());
    } else {
      connection.answer(
          request.method().equals("POST") ? "201 Created" : "200 OK", answer.get().toString());
    }
  }

  private Optional<ObjectNode> answer(String method, ResourcePath resource, JsonNode body) {
    String collection = resource.collection();
    String name = resource.name();
    return switch (method) {
      case "GET" ->
          name.isEmpty() ? Optional.of(store.list(collection)) : store.get(collection, name);
      case "POST" ->
          resource.subresource().equals("eviction")
              ? store.remove(PODS, name).map(_ -> status(201, "Evicted"))
              : Optional.of(store.put(collection, (ObjectNode) body));
      case "PUT" -> Optional.of(store.put(collection, (ObjectNode) body));
      case "PATCH" -> Optional.of(store.patch(collection, name, body));
      case "DELETE" -> store.remove(collection, name);
      default -> Optional.empty();
    };
  }

  private static ObjectNode status(int code, String reason) {
    return ObjectStore.JSON
        .createObjectNode()
        .put("kind", "Status")
        .put("apiVersion", "v1")
        .put("code", code)
        .put("reason", reason);
  }

  @Override
  public void close() {
    workers.shutdownNow();
    closeQuietly(server);
    clients.forEach(ApiDouble::closeQuietly);
  }

  private static void closeQuietly(AutoCloseable socket) {
    try {
      socket.close();
    } catch (Exception gone) {
      // Nothing depends on how a socket of a double ends.
    }
  }
}
