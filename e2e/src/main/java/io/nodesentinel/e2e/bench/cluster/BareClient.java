package io.nodesentinel.e2e.bench.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.Config;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Base64;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// The JDK's HTTP client and nothing else: what a request costs when nobody adds to it. HTTP/1.1,
/// keep-alive, one connection for each request under way. Thread-safe.
public final class BareClient implements AutoCloseable {
  public static final String MERGE_PATCH = "application/merge-patch+json";

  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String server;
  private final String token;
  private final HttpClient http;

  /// @param config with a token and the certificates of the server
  public BareClient(Config config) {
    String url = config.getMasterUrl();
    this.server = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    this.token = config.getOauthToken();
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .sslContext(trusting(config.getCaCertData()))
            .build();
  }

  public JsonNode get(String path) {
    return json(text(path));
  }

  public String text(String path) {
    return send("GET", path, "", "");
  }

  public JsonNode create(String path, String body) {
    return json(send("POST", path, "application/json", body));
  }

  public JsonNode patch(String path, String body) {
    return json(send("PATCH", path, MERGE_PATCH, body));
  }

  /// A type that was just installed answers 429 for a moment.
  public boolean answers(String path) {
    try {
      return http.send(request(path).GET().build(), BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  public void delete(String path) {
    send("DELETE", path, "", "");
  }

  /// The lines of an answer that does not end, as they come.
  public Stream<String> lines(String path) throws IOException, InterruptedException {
    HttpResponse<Stream<String>> answer =
        http.send(request(path).GET().build(), BodyHandlers.ofLines());
    if (answer.statusCode() != 200) {
      answer.body().close();
      throw new BenchException("GET " + path + ": " + answer.statusCode());
    }
    return answer.body();
  }

  private String send(String method, String path, String contentType, String body) {
    HttpRequest.Builder request = request(path).timeout(TIMEOUT);
    if (!contentType.isEmpty()) {
      request.header("Content-Type", contentType);
    }
    request.method(
        method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    try {
      HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
      if (answer.statusCode() / 100 != 2) {
        throw new BenchException(
            method + " " + path + ": " + answer.statusCode() + " " + answer.body());
      }
      return answer.body();
    } catch (IOException e) {
      throw new BenchException(method + " " + path + ": " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException(method + " " + path + ": interrupted", e);
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(server + path))
        .header("Authorization", "Bearer " + token)
        .header("Accept", "application/json");
  }

  public static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new BenchException("the API server answered no JSON: " + e.getMessage(), e);
    }
  }

  private static SSLContext trusting(String pemInBase64) {
    try {
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      var pem = new ByteArrayInputStream(Base64.getDecoder().decode(pemInBase64));
      for (Certificate certificate :
          CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
        trusted.setCertificateEntry("certificate-" + trusted.size(), certificate);
      }
      var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new BenchException("the certificates of the API server cannot be used: " + e, e);
    }
  }

  /// Ends every request, also those that do not end by themselves.
  @Override
  public void close() {
    http.shutdownNow();
  }
}
