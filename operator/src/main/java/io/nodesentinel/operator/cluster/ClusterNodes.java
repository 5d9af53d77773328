package io.nodesentinel.operator.cluster;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeList;
import io.nodesentinel.operator.cluster.ApiCalls.Answer;
import io.nodesentinel.reconcilers.node.ConditionsPatch;
import io.nodesentinel.reconcilers.node.NodeCondition;
import io.nodesentinel.reconcilers.node.NodeMarks;
import io.nodesentinel.reconcilers.node.NodePatch;
import io.nodesentinel.reconcilers.node.NodeView;
import io.nodesentinel.reconcilers.node.Taint;
import io.nodesentinel.reconcilers.port.ApiException;
import io.nodesentinel.reconcilers.port.Nodes;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Nodes from the shelf, written by one conditional merge patch each.
public final class ClusterNodes implements Nodes {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String MERGE_PATCH = "application/merge-patch+json";

  /// Conditions are a list with the key `type`; a merge patch would take those of others off.
  private static final String STRATEGIC_PATCH = "application/strategic-merge-patch+json";

  private final NodeShelf shelf;
  private final ApiCalls calls;
  private final WriteLanes lanes;

  ClusterNodes(NodeShelf shelf, ApiCalls calls, WriteLanes lanes) {
    this.shelf = shelf;
    this.calls = calls;
    this.lanes = lanes;
  }

  @Override
  public @Nullable NodeView get(String name) {
    return shelf.view(name);
  }

  @Override
  public @Nullable NodeView read(String name) {
    Answer answer = calls.send("GET", path(name), "", null);
    if (answer.code() == 404) {
      shelf.remove(name);
      return null;
    }
    return taken(calls.read(answer, "Node " + name + " was not read", Node.class));
  }

  @Override
  public NodeView patch(NodePatch patch, BooleanSupplier stillMeant) {
    Answer answer =
        lanes.in(
            WriteLanes.Lane.NODE,
            () -> {
              if (!stillMeant.getAsBoolean()) {
                throw new ApiException(
                    ApiException.Kind.CONFLICT,
                    "Node " + patch.name() + " was not written: it is not asked for any more",
                    null,
                    null);
              }
              return send(path(patch.name()), MERGE_PATCH, body(patch));
            });
    return taken(calls.read(answer, "Node " + patch.name() + " was not written", Node.class));
  }

  @Override
  public NodeView patchConditions(ConditionsPatch patch) {
    Answer answer =
        lanes.in(
            WriteLanes.Lane.BOOKKEEPING,
            () -> send(path(patch.name()) + "/status", STRATEGIC_PATCH, body(patch)));
    return taken(
        calls.read(answer, "the status of Node " + patch.name() + " was not written", Node.class));
  }

  private Answer send(String path, String type, String body) {
    return calls.send(
        "PATCH",
        path + "?fieldManager=" + NodeMarks.FIELD_MANAGER + "&" + calls.timeoutParameter(),
        type,
        body);
  }

  /// Reads from the API server every node that is in a session or cordoned, so that whoever begins
  /// to act counts no place as free that another replica has just taken.
  ///
  /// @throws ApiException if the server did not answer
  public void readOut() {
    readAll("labelSelector=" + NodeMarks.STATE_LABEL);
    readAll("fieldSelector=spec.unschedulable%3Dtrue");
  }

  private void readAll(String selector) {
    String next = "";
    do {
      Answer answer = calls.send("GET", "/api/v1/nodes?limit=500&" + selector + next, "", null);
      NodeList page = calls.read(answer, "the nodes that are out were not read", NodeList.class);
      page.getItems().forEach(this::taken);
      String token = page.getMetadata().getContinue();
      next = token == null || token.isEmpty() ? "" : "&continue=" + token;
    } while (!next.isEmpty());
  }

  private NodeView taken(Node node) {
    NodeView view = NodeMapping.view(node);
    shelf.take(view);
    return view;
  }

  private static String path(String name) {
    return "/api/v1/nodes/" + name;
  }

  static String body(NodePatch patch) {
    ObjectNode json = JSON.createObjectNode();
    ObjectNode metadata = json.putObject("metadata");
    metadata.put("uid", patch.uid());
    metadata.put("resourceVersion", patch.resourceVersion());
    putAll(metadata, "labels", patch.labels());
    putAll(metadata, "annotations", patch.annotations());
    if (patch.unschedulable() != null || patch.taints() != null) {
      ObjectNode spec = json.putObject("spec");
      if (patch.unschedulable() != null) {
        if (patch.unschedulable()) {
          spec.put("unschedulable", true);
        } else {
          spec.putNull("unschedulable");
        }
      }
      if (patch.taints() != null) {
        ArrayNode taints = spec.putArray("taints");
        for (Taint taint : patch.taints()) {
          ObjectNode entry = taints.addObject();
          entry.put("key", taint.key());
          if (!taint.value().isEmpty()) {
            entry.put("value", taint.value());
          }
          entry.put("effect", taint.effect());
          if (taint.timeAdded() != null) {
            entry.put("timeAdded", taint.timeAdded());
          }
        }
      }
    }
    return json.toString();
  }

  static String body(ConditionsPatch patch) {
    ObjectNode json = JSON.createObjectNode();
    json.putObject("metadata")
        .put("uid", patch.uid())
        .put("resourceVersion", patch.resourceVersion());
    ArrayNode conditions = json.putObject("status").putArray("conditions");
    for (ConditionsPatch.Change change : patch.set()) {
      NodeCondition condition = change.condition();
      ObjectNode entry = conditions.addObject();
      entry.put("type", condition.type());
      entry.put("status", condition.status());
      entry.put("reason", condition.reason());
      entry.put("message", change.message());
      if (change.movedAt() != null) {
        entry.put(
            "lastTransitionTime", change.movedAt().truncatedTo(ChronoUnit.SECONDS).toString());
      }
    }
    for (String type : patch.removed()) {
      conditions.addObject().put("type", type).put("$patch", "delete");
    }
    return json.toString();
  }

  private static void putAll(
      ObjectNode metadata, String field, Map<String, Optional<String>> values) {
    if (values.isEmpty()) {
      return;
    }
    ObjectNode json = metadata.putObject(field);
    values.forEach(
        (key, value) -> value.ifPresentOrElse(v -> json.put(key, v), () -> json.putNull(key)));
  }
}
