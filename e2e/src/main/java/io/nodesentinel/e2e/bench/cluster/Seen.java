package io.nodesentinel.e2e.bench.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Predicate;

/// What objects look like when something has happened.
public final class Seen {
  private static final String UNSCHEDULABLE_TAINT = "node.kubernetes.io/unschedulable";

  private Seen() {}

  public static boolean cordoned(JsonNode node) {
    return node.path("spec").path("unschedulable").asBoolean();
  }

  /// The controllers have said their part too: nobody will write the node for it any more.
  public static boolean settledCordoned(JsonNode node) {
    if (!cordoned(node)) {
      return false;
    }
    for (JsonNode taint : node.path("spec").path("taints")) {
      if (taint.path("key").asText().equals(UNSCHEDULABLE_TAINT)) {
        return true;
      }
    }
    return false;
  }

  public static boolean released(JsonNode node) {
    return !node.isMissingNode() && !cordoned(node);
  }

  public static boolean settledFree(JsonNode node) {
    return released(node) && node.path("spec").path("taints").isEmpty();
  }

  public static Predicate<JsonNode> phase(String phase) {
    return quarantine -> quarantine.path("status").path("phase").asText().equals(phase);
  }

  public static Predicate<JsonNode> quarantined(String value) {
    return event -> event.path("status").path("nodeQuarantined").asText().equals(value);
  }

  public static boolean evaluated(JsonNode event) {
    return !event.path("status").path("conditions").isEmpty();
  }

  public static boolean running(JsonNode pod) {
    return pod.path("status").path("phase").asText().equals("Running");
  }
}
