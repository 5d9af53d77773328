package io.nodesentinel.operator.cluster;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.nodesentinel.operator.cluster.ApiCalls.Answer;
import io.nodesentinel.operator.cluster.pulse.Pulse;
import io.nodesentinel.operator.cluster.pulse.PulsedHttp;
import io.nodesentinel.reconcilers.port.ApiException;
import io.nodesentinel.reconcilers.port.EvictionResult;
import io.nodesentinel.reconcilers.port.Evictions;
import io.nodesentinel.reconcilers.port.Leadership;
import io.nodesentinel.reconcilers.port.PodView;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The connections to one API server, and the ports over them.
public final class Cluster implements AutoCloseable {
  /// The client doubles this five times at most: a watch that could not be begun for a while is
  /// begun within 8 s of the moment it could, and not within the 32 s of the default, in which
  /// nobody would hear of a fault.
  private static final Duration FIRST_WATCH_RETRY = Duration.ofMillis(250);

  private static final Logger LOG = LoggerFactory.getLogger(Cluster.class);
  private static final int FIRST_TRIES = 5;

  private final Pulse pulse = new Pulse();
  private final KubernetesClient watcher;
  private final KubernetesClient writer;
  private final InstantSource clock;
  private final ApiCalls calls;
  private final WriteLanes lanes;
  private final ClusterEvictions evictions;
  private final ClusterAnnouncer announcer;

  /// Connects to nothing yet.
  ///
  /// @param writesInFlight how many writes may be under way, evictions not counted
  /// @param evictionsInFlight how many evictions may be under way
  /// @param writeTimeout how long a write may take; the API server gives it up after that too
  /// @param leadership asked just before each write
  /// @param serverClock is told the server's time
  /// @param instance this replica's name
  public Cluster(
      Config config,
      int writesInFlight,
      int evictionsInFlight,
      Duration writeTimeout,
      Leadership leadership,
      ServerClock serverClock,
      InstantSource clock,
      String instance) {
    // One HTTP/2 connection takes 100 streams and fails the next; HTTP/1.1 opens another
    // connection.
    this.watcher =
        new KubernetesClientBuilder()
            .withConfig(
                new ConfigBuilder(config)
                    .withHttp2Disable(true)
                    .withWatchReconnectInterval(Math.toIntExact(FIRST_WATCH_RETRY.toMillis()))
                    .build())
            .withKubernetesSerialization(LeanPods.serialization())
            .withHttpClientFactory(new PulsedHttp(pulse))
            .build();
    // Failed writes are decided on anew, in one place, so the client must not repeat them in
    // silence.
    this.writer =
        new KubernetesClientBuilder()
            .withConfig(
                new ConfigBuilder(config)
                    .withHttp2Disable(true)
                    .withRequestRetryBackoffLimit(0)
                    .withRequestTimeout(Math.toIntExact(writeTimeout.toMillis()))
                    .build())
            .build();
    this.clock = clock;
    this.calls = new ApiCalls(writer, writeTimeout, serverClock);
    this.lanes = new WriteLanes(writesInFlight, leadership);
    this.evictions = new ClusterEvictions(calls, evictionsInFlight);
    this.announcer = new ClusterAnnouncer(calls, lanes, clock, instance);
  }

  /// For lists and watches; it reads pods only as far as a drain asks about them.
  public KubernetesClient watcher() {
    return watcher;
  }

  /// For writes; it never repeats one.
  public KubernetesClient writer() {
    return writer;
  }

  public WriteLanes lanes() {
    return lanes;
  }

  public ClusterAnnouncer announcer() {
    return announcer;
  }

  public ClusterNodes nodes(NodeShelf shelf) {
    return new ClusterNodes(shelf, calls, lanes);
  }

  public ClusterQuarantines quarantines(QuarantineShelf shelf) {
    return new ClusterQuarantines(shelf, writer, calls, lanes);
  }

  public ClusterPods pods(PodShelf shelf) {
    return new ClusterPods(shelf, calls);
  }

  /// The lease that the replicas compete for.
  ///
  /// @param duration how long a silent holder is waited for
  public ClusterLease lease(String namespace, String name, Duration duration) {
    return new ClusterLease(
        calls, writer.getKubernetesSerialization(), clock, namespace, name, duration);
  }

  /// The eviction lane.
  ///
  /// @param answered told of each answer
  public Evictions evictions(Consumer<EvictionResult> answered) {
    return (PodView pod, BooleanSupplier stillWanted, Consumer<EvictionResult> then) ->
        evictions.evict(
            pod,
            stillWanted,
            result -> {
              answered.accept(result);
              then.accept(result);
            });
  }

  /// Sets the replicas of a Deployment to 0; one that is gone has none.
  ///
  /// @throws ApiException if that is refused
  public void stopReplicas(String namespace, String deployment) {
    Answer answer =
        calls.send(
            "PATCH",
            "/apis/apps/v1/namespaces/%s/deployments/%s/scale".formatted(namespace, deployment),
            "application/merge-patch+json",
            "{\"spec\":{\"replicas\":0}}");
    if (answer.code() != 404 && !answer.isSuccess()) {
      throw calls.failed(
          answer, "the Deployment " + namespace + "/" + deployment + " was not scaled to 0");
    }
  }

  /// Checks that the API server answers and knows our types.
  ///
  /// @throws IllegalStateException with a sentence that says what is missing
  public void check() {
    String server = String.valueOf(writer.getMasterUrl());
    Answer answer;
    try {
      answer = askPatiently(server);
    } catch (ApiException failure) {
      throw new IllegalStateException(
          "the API server at " + server + " does not answer: " + failure.getMessage(), failure);
    }
    if (answer.code() == 401) {
      throw new IllegalStateException(
          "the API server at " + server + " does not accept the credentials (401)");
    }
    if (answer.code() == 404) {
      throw new IllegalStateException(
          "the API server at "
              + server
              + " has no nodesentinel.io/v1alpha1: install the CRDs first (kubectl apply -f"
              + " crds/src/main/resources/io/nodesentinel/crds)");
    }
    if (!answer.isSuccess()) {
      throw calls.failed(answer, "the API server at " + server + " cannot be asked for our types");
    }
  }

  /// With a sliver of a processor a first handshake takes this process longer than the client waits
  /// for it. A server that refuses is not asked again.
  private Answer askPatiently(String server) {
    for (int time = 1; ; time++) {
      try {
        return calls.send("GET", "/apis/nodesentinel.io/v1alpha1", "", null);
      } catch (ApiException failure) {
        boolean silent =
            failure.getCause() instanceof HttpTimeoutException
                || failure.getCause() instanceof TimeoutException;
        if (!silent || time == FIRST_TRIES) {
          throw failure;
        }
        LOG.warn(
            "the API server at {} is silent, and is asked again: {}", server, failure.getMessage());
      }
    }
  }

  @Override
  public void close() {
    evictions.close();
    announcer.close();
    writer.close();
    watcher.close();
    pulse.close();
  }
}
