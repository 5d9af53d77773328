package io.nodesentinel.datastore.kubernetes.client;

import static io.nodesentinel.datastore.error.DatastoreException.Kind.AUTHENTICATION;
import static io.nodesentinel.datastore.error.DatastoreException.Kind.CERTIFICATE;
import static io.nodesentinel.datastore.error.DatastoreException.Kind.CONNECTION;
import static io.nodesentinel.datastore.error.DatastoreException.Kind.HISTORY_GAP;
import static io.nodesentinel.datastore.error.DatastoreException.Kind.NOT_FOUND;
import static io.nodesentinel.datastore.error.DatastoreException.Kind.SERIALIZATION;
import static io.nodesentinel.datastore.error.DatastoreException.Kind.TIMEOUT;
import static io.nodesentinel.datastore.error.DatastoreException.Kind.VALIDATION;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.error.DatastoreException.Kind;
import io.nodesentinel.datastore.tls.TlsErrors;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What an answer of the API server means, by its code.
public final class ApiErrors {
  /// Name of the provider in errors.
  public static final String PROVIDER = "kubernetes";

  private static final int LONGEST_REASON = 300;

  private ApiErrors() {}

  /// The typed error.
  ///
  /// @param otherwise its kind if nothing more particular is known
  /// @param doing what was tried, in words that follow "the API server failed while"
  public static DatastoreException of(
      KubernetesClientException failure, Kind otherwise, String doing) {
    int code = failure.getCode();
    return typed(kind(code, failure, otherwise), code, reason(code, failure), doing, failure);
  }

  /// The same for an answer that carries no object.
  public static DatastoreException ofCode(int code, Kind otherwise, String doing) {
    KubernetesClientException failure = new KubernetesClientException("HTTP " + code);
    return typed(kind(code, failure, otherwise), code, reason(code, failure), doing, failure);
  }

  /// The same for a connection that broke.
  public static DatastoreException ofBroken(Throwable failure, String doing) {
    Kind kind =
        TlsErrors.isOne(failure)
            ? CERTIFICATE
            : has(failure, TimeoutException.class) ? TIMEOUT : CONNECTION;
    return typed(kind, 0, words(failure), doing, failure);
  }

  private static DatastoreException typed(
      Kind kind, int code, String reason, String doing, Throwable failure) {
    DatastoreException error =
        DatastoreException.of(
                kind, "The API server failed while %s: %s.".formatted(doing, reason), failure)
            .from(PROVIDER)
            .with("code", Integer.toString(code));
    return code == 429 || code >= 500 ? error.retryable(true) : error;
  }

  private static Kind kind(int code, KubernetesClientException failure, Kind otherwise) {
    return switch (code) {
      case 401, 403 -> AUTHENTICATION;
      case 404 -> NOT_FOUND;
      case 408, 504 -> TIMEOUT;
      case 410 -> HISTORY_GAP;
      case 413 -> SERIALIZATION;
      case 400, 422 -> VALIDATION;
      case 502, 503 -> CONNECTION;
      default -> {
        // etcd refuses what is larger than its limit, and the API server passes that on as it is.
        if (code >= 500) {
          yield words(failure).contains("request is too large") ? SERIALIZATION : otherwise;
        }
        if (code > 0) {
          yield otherwise;
        }
        yield TlsErrors.isOne(failure)
            ? CERTIFICATE
            : has(failure, TimeoutException.class) ? TIMEOUT : CONNECTION;
      }
    };
  }

  private static String reason(int code, KubernetesClientException failure) {
    return switch (code) {
      case 401 -> "it does not accept our credentials (401)";
      case 403 -> "we may not do that (403): " + shortened(statusMessage(failure));
      case 404 ->
          "it is not there (404); if it is the type HealthEvent that is missing, install the CRDs";
      case 400, 422 -> "it refused the object (%d): %s".formatted(code, causes(failure));
      default ->
          code > 0
              ? "it answered " + code + ": " + shortened(statusMessage(failure))
              : words(failure);
    };
  }

  /// Field and rule, without the value: that may be private.
  private static String causes(KubernetesClientException failure) {
    Status status = failure.getStatus();
    List<StatusCause> causes =
        status == null || status.getDetails() == null ? List.of() : status.getDetails().getCauses();
    return causes == null || causes.isEmpty()
        ? "it does not say which field"
        : shortened(
            causes.stream()
                .map(cause -> cause.getField() + " " + withoutValue(cause.getMessage()))
                .collect(Collectors.joining("; ")));
  }

  /// "Invalid value: \"...\": the rule", as apimachinery's field errors are written.
  private static String withoutValue(@Nullable String message) {
    if (message == null) {
      return "is wrong";
    }
    int rule = message.lastIndexOf(": ");
    return message.startsWith("Invalid value: ") && rule > 0
        ? message.substring(rule + 2)
        : message;
  }

  private static String statusMessage(KubernetesClientException failure) {
    Status status = failure.getStatus();
    return status == null || status.getMessage() == null ? "no reason given" : status.getMessage();
  }

  private static String words(Throwable failure) {
    if (TlsErrors.isOne(failure)) {
      return TlsErrors.words(failure);
    }
    Throwable root = failure;
    while (root.getCause() != null && !(root instanceof IOException)) {
      root = root.getCause();
    }
    String message = root.getMessage();
    return message == null || message.isBlank()
        ? "no connection (%s)".formatted(root.getClass().getSimpleName())
        : shortened(message);
  }

  private static String shortened(String text) {
    return text.length() <= LONGEST_REASON ? text : text.substring(0, LONGEST_REASON) + "...";
  }

  private static boolean has(Throwable failure, Class<? extends Throwable> type) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return true;
      }
    }
    return false;
  }
}
