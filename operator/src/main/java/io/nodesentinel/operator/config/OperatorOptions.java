package io.nodesentinel.operator.config;

import io.nodesentinel.datastore.config.DatastoreConfig;
import io.nodesentinel.reconcilers.cap.CapLimit;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/// What the operator was told. Each value is checked; a wrong one throws `IllegalArgumentException`
/// with a sentence that names it as on the command line.
///
/// @param kubernetes where the cluster is
/// @param namespace the operator's own, for its lease
/// @param maxUnavailable how many nodes may be out at once
/// @param bindAddress address for probes and metrics
/// @param port for probes and metrics; 0 means any that is free
/// @param eventRetention how long event objects are kept
/// @param maxEvents how many event objects are kept
/// @param maxEvictionsInFlight evictions under way at once
/// @param writeConcurrency other writes under way at once
/// @param datastore where events are kept beside objects, as the environment says; empty if it
///   names nothing
/// @param datastoreObject the object that says where; the environment must agree then
public record OperatorOptions(
    KubernetesConfigSource kubernetes,
    String namespace,
    CapLimit maxUnavailable,
    LeaderElection leaderElection,
    String bindAddress,
    int port,
    Duration eventRetention,
    int maxEvents,
    int maxEvictionsInFlight,
    int writeConcurrency,
    Optional<DatastoreConfig> datastore,
    Optional<DatastoreRef> datastoreObject) {

  /// The JDK's HTTP client opens one connection for each write in flight.
  private static final int MAX_IN_FLIGHT = 256;

  private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

  public OperatorOptions {
    if (!NAMESPACE.matcher(namespace).matches()) {
      throw new IllegalArgumentException(
          "namespace \""
              + namespace
              + "\" cannot be one: use at most 63 lower-case letters, digits and \"-\"");
    }
    if (bindAddress.isBlank()) {
      throw new IllegalArgumentException(
          "bind-address is empty: give 0.0.0.0 for every address or 127.0.0.1 for this machine only");
    }
    requireWithin("port", port, 0, 65_535);
    Durations.requirePositive("event-retention", eventRetention);
    requireWithin("max-events", maxEvents, 1, 1_000_000);
    requireWithin("max-evictions-in-flight", maxEvictionsInFlight, 1, MAX_IN_FLIGHT);
    requireWithin("write-concurrency", writeConcurrency, 1, MAX_IN_FLIGHT);
  }

  private static void requireWithin(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + " (" + value + ") must be between " + least + " and " + most);
    }
  }
}
