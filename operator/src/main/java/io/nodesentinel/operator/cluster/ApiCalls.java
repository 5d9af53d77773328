package io.nodesentinel.operator.cluster;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.nodesentinel.reconcilers.port.ApiException;
import io.nodesentinel.reconcilers.port.ApiException.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Single requests to the API server, where the client's own verbs would send two, retry in
/// silence, or hide `Retry-After`. Thread-safe.
final class ApiCalls {
  private final KubernetesClient client;
  private final Duration timeout;
  private final ServerClock clock;
  private final String base;

  /// @param timeout how long one request may take, connection included
  /// @param clock is told the server's time with each answer
  ApiCalls(KubernetesClient client, Duration timeout, ServerClock clock) {
    this.client = client;
    this.clock = clock;
    this.timeout = timeout;
    String url = client.getMasterUrl().toString();
    this.base = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
  }

  /// As a query parameter: the API server gives the request up when nobody waits for it any more.
  String timeoutParameter() {
    return "timeout=" + Math.max(1, timeout.toSeconds()) + "s";
  }

  /// The answer of the server, whatever its code.
  ///
  /// @param retryAfter null if the server did not say
  record Answer(int code, String body, @Nullable Duration retryAfter) {
    boolean isSuccess() {
      return code >= 200 && code < 300;
    }
  }

  /// Sends one request.
  ///
  /// @throws ApiException of kind UNAVAILABLE if there is no answer
  Answer send(String method, String path, String contentType, @Nullable String body) {
    HttpRequest.Builder request =
        client
            .getHttpClient()
            .newHttpRequestBuilder()
            .uri(base + path)
            .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
    HttpRequest built =
        body == null ? request.build() : request.method(method, contentType, body).build();
    long sentAt = System.nanoTime();
    try {
      HttpResponse<byte[]> response =
          client
              .getHttpClient()
              .sendAsync(built, byte[].class)
              .get(timeout.toMillis() + 1_000, TimeUnit.MILLISECONDS);
      clock.heard(response.header("Date"), sentAt, System.nanoTime());
      byte[] bytes = response.body();
      return new Answer(
          response.code(),
          bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8),
          retryAfter(response.header("Retry-After")));
    } catch (ExecutionException failure) {
      Throwable cause = failure.getCause() == null ? failure : failure.getCause();
      throw new ApiException(
          Kind.UNAVAILABLE, method + " " + path + ": " + words(cause), null, cause);
    } catch (TimeoutException failure) {
      throw new ApiException(
          Kind.UNAVAILABLE, method + " " + path + ": no answer in time", null, failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new ApiException(
          Kind.UNAVAILABLE, method + " " + path + ": stopped", null, interrupted);
    }
  }

  /// A refused connection has no message of its own.
  private static String words(Throwable cause) {
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }

  /// The object in a successful answer.
  ///
  /// @throws ApiException that says what the server refused
  <T> T read(Answer answer, String what, Class<T> type) {
    if (!answer.isSuccess()) {
      throw failed(answer, what);
    }
    return client.getKubernetesSerialization().unmarshal(answer.body(), type);
  }

  ApiException failed(Answer answer, String what) {
    return new ApiException(
        kind(answer.code()),
        what + ": " + answer.code() + " " + message(answer),
        answer.retryAfter(),
        null);
  }

  /// The server's own words; never the request.
  String message(Answer answer) {
    Status status = status(answer);
    String message = status == null ? null : status.getMessage();
    return message == null ? "" : message;
  }

  @Nullable Status status(Answer answer) {
    try {
      return answer.body().isEmpty()
          ? null
          : client.getKubernetesSerialization().unmarshal(answer.body(), Status.class);
    } catch (KubernetesClientException | IllegalArgumentException notAStatus) {
      return null;
    }
  }

  /// A failure of one of the client's own verbs.
  static ApiException failed(KubernetesClientException failure, String what) {
    return new ApiException(
        kind(failure.getCode()), what + ": " + failure.getMessage(), null, failure);
  }

  private static Kind kind(int code) {
    return switch (code) {
      case 409 -> Kind.CONFLICT;
      case 404, 410 -> Kind.NOT_FOUND;
      case 429 -> Kind.BUSY;
      default -> code <= 0 || code >= 500 ? Kind.UNAVAILABLE : Kind.REJECTED;
    };
  }

  private static @Nullable Duration retryAfter(@Nullable String header) {
    return header != null && header.matches("[0-9]{1,6}")
        ? Duration.ofSeconds(Long.parseLong(header))
        : null;
  }
}
