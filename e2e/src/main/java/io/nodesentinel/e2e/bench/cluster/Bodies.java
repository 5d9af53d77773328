package io.nodesentinel.e2e.bench.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nodesentinel.crds.FaultKey;
import io.nodesentinel.reconcilers.node.Taint;
import io.nodesentinel.reconcilers.quarantine.NodeRecord;
import io.nodesentinel.reconcilers.quarantine.NodeRecord.RecordedFault;
import io.nodesentinel.reconcilers.quarantine.NodeRecordCodec;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// What is sent. The bare client's patches have the shape and the size of the operator's, under a
/// prefix of the same length that means nothing to the operator.
public final class Bodies {
  public static final String POLICY = "bench";
  public static final String AGENT = "bench-monitor";
  public static final String DRAIN_AGENT = "bench-drainer";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PREFIX = "benchsentine.io/";

  private Bodies() {}

  /// A policy for the events of one agent, with one taint, without cool-off.
  public static String policy(String name, String agent, String mode) {
    return """
    {"apiVersion":"nodesentinel.io/v1alpha1","kind":"QuarantinePolicy","metadata":{"name":"%s"},
     "spec":{"mode":"%s","coolOff":"0s",
      "match":{"all":[{"kind":"HealthEvent",
       "expression":"event.isFatal && !event.isHealthy && event.agent == '%s'"}]},
      "taints":[{"key":"nodesentinel.io/bench","value":"true","effect":"NoSchedule"}]}}\
    """
        .formatted(name, mode, agent);
  }

  public static String fault(String name, String node, String agent, String entity) {
    return event(name, node, agent, false)
        .formatted(
            """
            ,"isFatal":true,"recommendedAction":"RESTART_BM","errorCode":["79"],
             "message":"XID 79: GPU %s has fallen off the bus",
             "entitiesImpacted":[{"entityType":"GPU","entityValue":"%s"}]\
            """
                .formatted(entity, entity));
  }

  /// Much like [#fault(String, String, String, String)], and none that the policy acts upon. There
  /// are four kinds: not fatal; only to be stored; healthy; of an agent that no policy names.
  ///
  /// @param kind any number; kinds repeat
  public static String harmless(String name, String node, String agent, int kind) {
    String like = fault(name, node, kind % 4 == 3 ? "other-monitor" : agent, "0");
    return switch (kind % 4) {
      case 0 -> like.replace("\"isFatal\":true", "\"isFatal\":false");
      case 1 -> like.replace("\"isFatal\"", "\"processingStrategy\":\"STORE_ONLY\",\"isFatal\"");
      case 2 -> healthy(name, node, agent);
      default -> like;
    };
  }

  /// Closes every fault of the agent on the node.
  public static String healthy(String name, String node, String agent) {
    return event(name, node, agent, true).formatted(",\"message\":\"all GPUs answer again\"");
  }

  private static String event(String name, String node, String agent, boolean healthy) {
    return """
    {"apiVersion":"nodesentinel.io/v1alpha1","kind":"HealthEvent","metadata":{"name":"%s"},
     "spec":{"nodeName":"%s","agent":"%s","componentClass":"GPU","checkName":"GpuXidError",
      "isHealthy":%s\
    """
            .formatted(name, node, agent, healthy)
        + "%s}}";
  }

  /// A pod of usual size: a container with resources, variables and probes, and a token.
  public static String usualPod(String name, String node) {
    String container =
        """
        {"name":"worker","image":"registry.example.invalid/team/training-worker:2026.11.3",
         "resources":{"requests":{"cpu":"500m","memory":"2Gi"},"limits":{"memory":"4Gi"}},
         "env":[{"name":"RANK","value":"0"},{"name":"WORLD_SIZE","value":"64"},
          {"name":"MASTER_ADDR","value":"training-0.training.default.svc.cluster.local"},
          {"name":"POD_IP","valueFrom":{"fieldRef":{"fieldPath":"status.podIP"}}}],
         "ports":[{"containerPort":8080,"name":"http"}],
         "readinessProbe":{"httpGet":{"path":"/readyz","port":8080}},
         "livenessProbe":{"httpGet":{"path":"/healthz","port":8080}}}\
        """;
    return """
    {"apiVersion":"v1","kind":"Pod","metadata":{"name":"%s","labels":{"app":"training",
      "app.kubernetes.io/name":"training-worker","app.kubernetes.io/instance":"training-64",
      "pod-template-hash":"7d9c5b8f6c"}},
     "spec":{"nodeName":"%s","containers":[%s]}}\
    """
        .formatted(name, node, container);
  }

  /// A pod that is bound already, and is gone as soon as it is evicted.
  public static String pod(String name, String node) {
    return """
    {"apiVersion":"v1","kind":"Pod","metadata":{"name":"%s","labels":{"app":"bench"}},
     "spec":{"nodeName":"%s","automountServiceAccountToken":false,
      "terminationGracePeriodSeconds":0,
      "containers":[{"name":"c","image":"example.invalid/c:1"}]}}\
    """
        .formatted(name, node);
  }

  /// Cordon, taint, label and record of one fault, on condition of the version.
  public static String cordon(JsonNode node) {
    String name = node.path("metadata").path("name").asText();
    ObjectNode patch = onCondition(node);
    ObjectNode metadata = patch.withObject("/metadata");
    metadata.putObject("labels").put(PREFIX + "state", "quarantined");
    metadata.putObject("annotations").put(PREFIX + "quarantine", record(node, name));
    ObjectNode spec = patch.putObject("spec");
    spec.put("unschedulable", true);
    ArrayNode taints = spec.putArray("taints");
    node.path("spec").path("taints").forEach(taints::add);
    taints
        .addObject()
        .put("key", PREFIX + "bench")
        .put("value", "true")
        .put("effect", "NoSchedule");
    return patch.toString();
  }

  /// Takes off what [#cordon(JsonNode)] put on.
  public static String release(JsonNode node) {
    ObjectNode patch = onCondition(node);
    ObjectNode metadata = patch.withObject("/metadata");
    metadata.putObject("labels").putNull(PREFIX + "state");
    metadata.putObject("annotations").putNull(PREFIX + "quarantine");
    ObjectNode spec = patch.putObject("spec");
    spec.putNull("unschedulable");
    ArrayNode taints = spec.putArray("taints");
    for (JsonNode taint : node.path("spec").path("taints")) {
      if (!taint.path("key").asText().startsWith(PREFIX)) {
        taints.add(taint);
      }
    }
    return patch.toString();
  }

  private static ObjectNode onCondition(JsonNode node) {
    ObjectNode patch = JSON.createObjectNode();
    JsonNode from = node.path("metadata");
    patch
        .putObject("metadata")
        .put("uid", from.path("uid").asText())
        .put("resourceVersion", from.path("resourceVersion").asText());
    return patch;
  }

  private static String record(JsonNode node, String name) {
    Instant now = Instant.parse("2026-01-01T00:00:00.123Z");
    FaultKey key = new FaultKey(AGENT, "GPU", "GpuXidError", 1, "GPU", "0", "79");
    return NodeRecordCodec.write(
        new NodeRecord(
            UUID.randomUUID().toString().substring(0, 13),
            node.path("metadata").path("uid").asText(),
            now,
            "faults",
            true,
            List.of(new Taint("nodesentinel.io/bench", "true", "NoSchedule")),
            Map.of(),
            false,
            List.of(),
            List.of(new RecordedFault(key, "burst-1-" + name, now, now, List.of(POLICY))),
            0));
  }
}
