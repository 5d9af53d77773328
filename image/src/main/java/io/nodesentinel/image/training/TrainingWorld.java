package io.nodesentinel.image.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nodesentinel.image.ImageException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/// A few nodes, a pod, a policy, and a node that breaks and is repaired: the story that an operator
/// is trained on, and by which starts are measured.
public final class TrainingWorld {
  private static final int NODES = 20;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String API = "/apis/nodesentinel.io/v1alpha1/";
  private static final String EVENTS = API + "healthevents";
  private static final String NODE = "node-0003";

  private final ObjectStore store;

  /// Fills an empty API server. A fault waits already.
  public TrainingWorld(ApiDouble api) {
    store = api.store();
    for (int i = 0; i < NODES; i++) {
      put("/api/v1/nodes", node("node-%04d".formatted(i)));
    }
    put("/api/v1/pods", pod());
    put(API + "quarantinepolicies", policy());
    put(EVENTS, event("fault", false));
  }

  /// Waits until the node is cordoned.
  ///
  /// @param alive asked now and then; the wait ends with an exception when it says no
  public void awaitCordon(BooleanSupplier alive) {
    await("/api/v1/nodes", NODE, n -> n.at("/spec/unschedulable").asBoolean(), alive);
  }

  /// Waits until nothing is on the node any more and all of it is written down, reports that it was
  /// repaired, and waits until it is free.
  public void playToTheEnd(BooleanSupplier alive) {
    await(API + "nodequarantines", NODE, q -> has(q, "Drained"), alive);
    await(EVENTS, "fault", e -> e.path("status").has("conditions"), alive);
    put(EVENTS, event("repaired", true));
    await("/api/v1/nodes", NODE, n -> !n.at("/spec/unschedulable").asBoolean(), alive);
    await(EVENTS, "repaired", e -> e.path("status").has("conditions"), alive);
  }

  private static boolean has(ObjectNode object, String condition) {
    for (JsonNode each : object.at("/status/conditions")) {
      if (each.path("type").asText().equals(condition)
          && each.path("status").asText().equals("True")) {
        return true;
      }
    }
    return false;
  }

  private void await(
      String collection, String name, Predicate<ObjectNode> wanted, BooleanSupplier alive) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    ObjectStore.Watcher watcher = store.watch(collection);
    try {
      while (store.get(collection, name).filter(wanted).isEmpty()) {
        if (!alive.getAsBoolean() || System.nanoTime() > end) {
          throw new ImageException(
              "the operator did not get as far as "
                  + collection
                  + "/"
                  + name
                  + (alive.getAsBoolean() ? " in " + PATIENCE.toSeconds() + " s" : ": it ended"));
        }
        watcher.next(Duration.ofMillis(500));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ImageException("stopped while waiting for " + collection + "/" + name, e);
    } finally {
      store.unwatch(watcher);
    }
  }

  private void put(String collection, String json) {
    try {
      store.put(collection, (ObjectNode) ObjectStore.JSON.readTree(json));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("no JSON: " + json, e);
    }
  }

  private static String node(String name) {
    return """
    {"apiVersion": "v1", "kind": "Node",
     "metadata": {"name": "%s", "labels": {"kubernetes.io/hostname": "%s"}},
     "spec": {},
     "status": {"conditions": [{"type": "Ready", "status": "True", "reason": "KubeletReady",
       "message": "", "lastTransitionTime": "2026-01-01T00:00:00Z"}]}}
    """
        .formatted(name, name);
  }

  private static String pod() {
    return """
    {"apiVersion": "v1", "kind": "Pod",
     "metadata": {"name": "work", "namespace": "default",
       "ownerReferences": [{"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "work",
         "uid": "1", "controller": true}]},
     "spec": {"nodeName": "%s", "containers": [{"name": "work", "image": "work"}]},
     "status": {"phase": "Running"}}
    """
        .formatted(NODE);
  }

  private static String policy() {
    return """
    {"apiVersion": "nodesentinel.io/v1alpha1", "kind": "QuarantinePolicy",
     "metadata": {"name": "fatal"},
     "spec": {"mode": "Drain", "match": {"all": [{"kind": "HealthEvent",
       "expression": "event.isFatal && !event.isHealthy"}]},
       "taints": [{"key": "nodesentinel.io/fatal", "value": "true",
         "effect": "NoSchedule"}]}}
    """;
  }

  private static String event(String name, boolean healthy) {
    return """
    {"apiVersion": "nodesentinel.io/v1alpha1", "kind": "HealthEvent",
     "metadata": {"name": "%s"},
     "spec": {"nodeName": "%s", "agent": "training", "componentClass": "GPU",
       "checkName": "GpuXidError", "isHealthy": %s, "isFatal": %s, "message": "training",
       "entitiesImpacted": [{"entityType": "GPU", "entityValue": "0"}]}}
    """
        .formatted(name, NODE, healthy, !healthy);
  }
}
