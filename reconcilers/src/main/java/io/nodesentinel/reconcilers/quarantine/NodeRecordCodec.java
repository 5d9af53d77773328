package io.nodesentinel.reconcilers.quarantine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nodesentinel.crds.FaultKey;
import io.nodesentinel.reconcilers.node.Taint;
import io.nodesentinel.reconcilers.quarantine.NodeRecord.RecordedFault;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The record as the JSON text of one annotation, with short keys and at most 16 KiB: faults that
/// do not fit are counted and stand in the `NodeQuarantine` alone.
public final class NodeRecordCodec {
  /// The bound in UTF-8 bytes.
  public static final int MAX_BYTES = 16 * 1024;

  private static final ObjectMapper JSON = new ObjectMapper();

  private NodeRecordCodec() {}

  /// The annotation's value.
  public static String write(NodeRecord record) {
    List<RecordedFault> fitting = record.faults();
    while (true) {
      String text = text(record, fitting);
      if (fitting.isEmpty() || text.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES) {
        return text;
      }
      fitting = fitting.subList(0, fitting.size() * 3 / 4);
    }
  }

  /// The record in an annotation's value; empty if a person made it unreadable.
  public static Optional<NodeRecord> read(@Nullable String value) {
    if (value == null) {
      return Optional.empty();
    }
    try {
      JsonNode json = JSON.readTree(value);
      String session = json.path("session").asText();
      if (session.isEmpty()) {
        return Optional.empty();
      }
      return Optional.of(
          new NodeRecord(
              session,
              json.path("node").asText(),
              Instant.parse(json.path("startedAt").asText()),
              json.path("by").asText(),
              json.path("cordon").asBoolean(),
              taints(json.path("taints")),
              labels(json.path("labels")),
              json.path("pre").path("cordon").asBoolean(),
              taints(json.path("pre").path("taints")),
              faults(json.path("faults")),
              json.path("more").asInt()));
    } catch (JsonProcessingException | DateTimeException unreadable) {
      return Optional.empty();
    }
  }

  private static String text(NodeRecord record, List<RecordedFault> faults) {
    ObjectNode json = JSON.createObjectNode();
    json.put("session", record.session());
    json.put("node", record.nodeUid());
    json.put("startedAt", record.startedAt().toString());
    json.put("by", record.by());
    json.put("cordon", record.cordon());
    addTaints(json.putArray("taints"), record.taints());
    ObjectNode labels = json.putObject("labels");
    new TreeMap<>(record.labels()).forEach(labels::put);
    ObjectNode pre = json.putObject("pre");
    pre.put("cordon", record.preCordon());
    addTaints(pre.putArray("taints"), record.preTaints());
    ArrayNode list = json.putArray("faults");
    faults.forEach(fault -> addFault(list.addObject(), fault));
    int more = record.more() + record.faults().size() - faults.size();
    if (more > 0) {
      json.put("more", more);
    }
    return json.toString();
  }

  private static void addFault(ObjectNode json, RecordedFault fault) {
    FaultKey key = fault.key();
    json.putArray("key")
        .add(key.agent())
        .add(key.componentClass())
        .add(key.checkName())
        .add(key.version())
        .add(key.entityType())
        .add(key.entityValue())
        .add(key.errorCode());
    json.put("event", fault.event());
    json.put("since", fault.since().toString());
    json.put("seen", fault.lastSeen().toString());
    ArrayNode policies = json.putArray("policies");
    fault.policies().forEach(policies::add);
  }

  private static List<RecordedFault> faults(JsonNode list) {
    List<RecordedFault> faults = new ArrayList<>();
    for (JsonNode json : list) {
      JsonNode key = json.path("key");
      List<String> policies = new ArrayList<>();
      json.path("policies").forEach(p -> policies.add(p.asText()));
      faults.add(
          new RecordedFault(
              new FaultKey(
                  key.path(0).asText(),
                  key.path(1).asText(),
                  key.path(2).asText(),
                  key.path(3).asInt(),
                  key.path(4).asText(),
                  key.path(5).asText(),
                  key.path(6).asText()),
              json.path("event").asText(),
              Instant.parse(json.path("since").asText()),
              Instant.parse(json.path("seen").asText()),
              policies));
    }
    return faults;
  }

  private static void addTaints(ArrayNode list, List<Taint> taints) {
    for (Taint taint : taints) {
      list.addObject()
          .put("key", taint.key())
          .put("value", taint.value())
          .put("effect", taint.effect());
    }
  }

  private static List<Taint> taints(JsonNode list) {
    List<Taint> taints = new ArrayList<>();
    for (JsonNode json : list) {
      taints.add(
          new Taint(
              json.path("key").asText(),
              json.path("value").asText(),
              json.path("effect").asText()));
    }
    return taints;
  }

  private static Map<String, String> labels(JsonNode json) {
    Map<String, String> labels = new TreeMap<>();
    json.properties().forEach(e -> labels.put(e.getKey(), e.getValue().asText()));
    return labels;
  }
}
