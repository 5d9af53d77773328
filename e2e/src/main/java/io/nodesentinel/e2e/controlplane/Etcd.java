package io.nodesentinel.e2e.controlplane;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;

/// The JSON gateway of etcd's own API, v3. Each call may throw a [ControlPlaneException].
/// Thread-safe.
public final class Etcd implements AutoCloseable {
  /// etcd takes 128 operations in one transaction by default.
  public static final int MOST_IN_ONE = 100;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final String url;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /// @param url where etcd listens, see [ControlPlane#etcdUrl()]
  public Etcd(String url) {
    this.url = url;
  }

  /// @throws ControlPlaneException if there is no such key, or etcd does not answer
  public byte[] get(String key) {
    JsonNode found = post("/v3/kv/range", JSON.createObjectNode().put("key", base64(key)));
    JsonNode value = found.path("kvs").path(0).path("value");
    if (value.isMissingNode()) {
      throw new ControlPlaneException("etcd has no " + key);
    }
    return Base64.getDecoder().decode(value.asText());
  }

  /// Writes all of them or none.
  public void put(Map<String, byte[]> values) {
    ObjectNode transaction = JSON.createObjectNode();
    ArrayNode operations = transaction.putArray("success");
    values.forEach((key, value) ->
        operations
            .addObject()
            .putObject("requestPut")
            .put("key", base64(key))
            .put("value", Base64.getEncoder().encodeToString(value)));
    if (!post("/v3/kv/txn", transaction).path("succeeded").asBoolean()) {
      throw new ControlPlaneException("etcd refused a transaction of " + values.size() + " writes");
    }
  }

  /// Forgets what was before the newest revision: whoever reads or watches from an older one has to
  /// begin anew.
  ///
  /// @return that revision
  public long compact() {
    long revision =
        post("/v3/kv/range", JSON.createObjectNode().put("key", base64("none")))
            .path("header")
            .path("revision")
            .asLong();
    post(
        "/v3/kv/compaction",
        JSON.createObjectNode().put("revision", revision).put("physical", true));
    return revision;
  }

  private JsonNode post(String path, JsonNode body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + path))
            .timeout(TIMEOUT)
            .POST(BodyPublishers.ofString(body.toString()))
            .build();
    try {
      HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new ControlPlaneException(
            "etcd " + path + ": " + answer.statusCode() + answer.body());
      }
      return JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new ControlPlaneException("etcd " + path + ": " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ControlPlaneException("etcd " + path + ": interrupted", e);
    }
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    http.close();
  }
}
