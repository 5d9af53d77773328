package io.nodesentinel.datastore.kubernetes.change;

import static io.nodesentinel.datastore.error.DatastoreException.Kind.CHANGE_STREAM;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.error.DatastoreException.Kind;
import io.nodesentinel.datastore.kubernetes.client.ApiErrors;
import io.nodesentinel.datastore.kubernetes.client.EventApi;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Watches by plain HTTP, each on a connection of its own. The client's own watches read ahead
/// without a bound and reconnect by themselves, past what should be told.
final class HttpWatchSource implements WatchSource {
  private static final String DOING = "opening a watch";

  private final KubernetesClient client;
  private final EventApi api;
  private final Duration patience;
  private final Duration lifetime;

  /// @param patience for the head of an answer
  /// @param lifetime after which the server ends a watch, and another one is opened
  HttpWatchSource(KubernetesClient client, EventApi api, Duration patience, Duration lifetime) {
    this.client = client;
    this.api = api;
    this.patience = patience;
    this.lifetime = lifetime;
  }

  @Override
  public long now() {
    return api.version();
  }

  @Override
  public Events open(long version) {
    HttpClient http = client.getHttpClient();
    HttpWatch watch = new HttpWatch(client.getKubernetesSerialization());
    CompletableFuture<HttpResponse<AsyncBody>> answer =
        http.consumeBytes(
            http.newHttpRequestBuilder().uri(uri(version)).forStreaming().build(), watch::received);
    try {
      HttpResponse<AsyncBody> response = answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      if (!response.isSuccessful()) {
        response.body().cancel();
        throw ApiErrors.ofCode(response.code(), CHANGE_STREAM, DOING);
      }
      watch.begin(response.body());
      return watch;
    } catch (ExecutionException failure) {
      throw ApiErrors.ofBroken(failure.getCause() == null ? failure : failure.getCause(), DOING);
    } catch (TimeoutException late) {
      abandon(answer);
      throw ApiErrors.ofBroken(late, DOING);
    } catch (InterruptedException interrupted) {
      abandon(answer);
      Thread.currentThread().interrupt();
      throw DatastoreException.of(
              Kind.CONNECTION, "Interrupted while opening a watch.", interrupted)
          .from(ApiErrors.PROVIDER);
    }
  }

  private static void abandon(CompletableFuture<HttpResponse<AsyncBody>> answer) {
    var _ = answer.thenAccept(late -> late.body().cancel());
  }

  private URI uri(long version) {
    String server = client.getMasterUrl().toString();
    return URI.create(
        "%s%sapis/nodesentinel.io/v1alpha1/healthevents?watch=true&allowWatchBookmarks=true&resourceVersion=%d&timeoutSeconds=%d"
            .formatted(server, server.endsWith("/") ? "" : "/", version, lifetime.toSeconds()));
  }
}
