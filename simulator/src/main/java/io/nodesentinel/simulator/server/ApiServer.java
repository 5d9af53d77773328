package io.nodesentinel.simulator.server;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.nodesentinel.crds.QuarantinePolicy;
import io.nodesentinel.crds.QuarantinePolicySpec;
import io.nodesentinel.simulator.world.Chance;
import io.nodesentinel.simulator.world.Timeline;
import org.jspecify.annotations.Nullable;

/// Everything that the API server keeps, under one counter of versions.
public final class ApiServer {
  private long version;

  public final SimNodes nodes = new SimNodes(new Table<>(this::nextVersion));
  public final SimQuarantines quarantines;
  public final SimEvents events = new SimEvents(new Table<>(this::nextVersion));
  public final SimPods pods;
  public final Table<QuarantinePolicy> policies = new Table<>(this::nextVersion);
  public final SimLease lease = new SimLease();

  /// Beside it; null if there is none.
  public @Nullable SimDatastore datastore;

  /// It does not answer.
  public boolean down;

  /// It takes a second for each call.
  public boolean slow;

  /// The store of events refuses writes.
  public boolean storeDown;

  /// Nothing goes wrong on the way any more.
  public boolean calm;

  public ApiServer(Timeline time, Chance chance) {
    quarantines = new SimQuarantines(new Table<>(this::nextVersion), time);
    pods = new SimPods(new Table<>(this::nextVersion), nodes, time, chance);
  }

  private long nextVersion() {
    return ++version;
  }

  /// An administrator applies a policy.
  public void apply(String name, QuarantinePolicySpec spec) {
    QuarantinePolicy before = policies.get(name);
    long generation = before == null ? 1 : before.getMetadata().getGeneration() + 1;
    if (before != null && before.getSpec().equals(spec)) {
      return;
    }
    policies.put(
        name,
        v -> {
          QuarantinePolicy policy = new QuarantinePolicy();
          policy.setMetadata(
              new ObjectMetaBuilder()
                  .withName(name)
                  .withGeneration(generation)
                  .withResourceVersion(String.valueOf(v))
                  .build());
          policy.setSpec(spec);
          return policy;
        });
  }
}
