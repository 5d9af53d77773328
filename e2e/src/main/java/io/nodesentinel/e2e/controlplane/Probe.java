package io.nodesentinel.e2e.controlplane;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// A question to one of the programs: does GET on this address answer 200? For one thread.
final class Probe implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final URI address;
  private final @Nullable Path trust;
  private final @Nullable String token;
  private @Nullable HttpClient client;

  /// @param trust PEM bundle with which the server's certificate is verified, which may appear
  ///   later; null for plain HTTP
  /// @param token bearer token, or null for an anonymous question
  Probe(URI address, @Nullable Path trust, @Nullable String token) {
    this.address = address;
    this.trust = trust;
    this.token = token;
  }

  /// Why the answer is not yet 200, or empty if it is.
  Optional<String> failure() {
    try {
      HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(PATIENCE).GET();
      if (token != null) {
        request.header("Authorization", "Bearer " + token);
      }
      HttpResponse<String> answer =
          client().send(request.build(), HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() == 200
          ? Optional.empty()
          : Optional.of("GET %s: %d %s".formatted(address, answer.statusCode(), answer.body()));
    } catch (SSLException | GeneralSecurityException e) {
      // The bundle may have been half written when it was read.
      close();
      return notYet(e);
    } catch (IOException e) {
      return notYet(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ControlPlaneException("Interrupted while asking " + address, e);
    }
  }

  private Optional<String> notYet(Exception e) {
    return Optional.of("GET %s: %s".formatted(address, e));
  }

  private HttpClient client() throws IOException, GeneralSecurityException {
    HttpClient existing = client;
    if (existing != null) {
      return existing;
    }
    HttpClient.Builder builder =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE);
    if (trust != null) {
      builder.sslContext(PemTrust.context(Files.readString(trust)));
    }
    HttpClient made = builder.build();
    client = made;
    return made;
  }

  @Override
  public void close() {
    HttpClient existing = client;
    if (existing != null) {
      existing.shutdownNow();
      client = null;
    }
  }
}
