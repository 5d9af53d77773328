package io.nodesentinel.reconcilers.quarantine;

import io.nodesentinel.reconcilers.node.NodeMarks;
import io.nodesentinel.reconcilers.node.NodePatch;
import io.nodesentinel.reconcilers.node.NodeView;
import io.nodesentinel.reconcilers.node.Taint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The conditional Node patches of a session: apply, change, undo. Each is whole: record, cordon,
/// taints and labels in one write.
final class NodeWrites {
  private NodeWrites() {}

  /// A patch and the record it leaves.
  record Applied(NodePatch patch, NodeRecord record) {}

  /// The patch that begins a session.
  static Applied begin(NodeView node, NodeRecord wanted, Actions actions, String state) {
    return apply(node, null, wanted, actions, state);
  }

  /// The patch that brings a session up to date; null if the node carries already what it asks.
  static @Nullable Applied change(
      NodeView node, NodeRecord old, NodeRecord wanted, Actions actions, String state) {
    Applied applied = apply(node, old, wanted, actions, state);
    NodePatch patch = applied.patch();
    boolean same =
        patch.unschedulable() == null
            && patch.taints() == null
            && patch.labels().isEmpty()
            && sameOwnership(old, applied.record())
            && NodeRecordCodec.read(node.annotations().get(NodeMarks.RECORD_ANNOTATION))
                .isPresent();
    return same ? null : applied;
  }

  /// What is there and not ours stays, and is recorded as pre-existing where the session wants it
  /// too.
  ///
  /// @param wanted the record's identity and faults; its ownership part is decided here
  private static Applied apply(
      NodeView node, @Nullable NodeRecord old, NodeRecord wanted, Actions actions, String state) {
    boolean before = old != null && old.cordon() ? old.preCordon() : node.unschedulable();
    boolean preCordon = actions.cordon() && before;
    List<Taint> ours = new ArrayList<>();
    List<Taint> pre = new ArrayList<>();
    List<Taint> taints = new ArrayList<>(node.taints());
    List<Taint> oldTaints = old == null ? List.of() : old.taints();
    taints.removeIf(t -> oldTaints.contains(t) && !actions.taints().contains(t));
    for (Taint taint : actions.taints()) {
      if (oldTaints.contains(taint)) {
        ours.add(taint);
      } else if (taints.stream().anyMatch(taint::sameIdentity)) {
        pre.add(taint);
      } else {
        taints.add(taint);
        ours.add(taint);
      }
    }
    Map<String, Optional<String>> labels = new HashMap<>();
    Map<String, String> ourLabels = labels(node, old, actions, labels);
    put(labels, node.labels(), NodeMarks.STATE_LABEL, state);
    NodeRecord record =
        new NodeRecord(
            wanted.session(),
            wanted.nodeUid(),
            wanted.startedAt(),
            wanted.by(),
            actions.cordon(),
            ours,
            ourLabels,
            preCordon,
            pre,
            wanted.faults(),
            wanted.more());
    boolean uncordon = old != null && old.ownsCordon() && !actions.cordon() && isOurs(node);
    Boolean unschedulable =
        actions.cordon() && !node.unschedulable() ? Boolean.TRUE : uncordon ? Boolean.FALSE : null;
    boolean sameTaints = taints.equals(node.taints());
    Map<String, Optional<String>> annotations = new HashMap<>();
    put(
        annotations,
        node.annotations(),
        NodeMarks.RECORD_ANNOTATION,
        NodeRecordCodec.write(record));
    if (node.annotations().containsKey(NodeMarks.RELEASED_MANUALLY_ANNOTATION)) {
      annotations.put(NodeMarks.RELEASED_MANUALLY_ANNOTATION, Optional.empty());
    }
    return new Applied(
        patch(node, unschedulable, sameTaints ? null : taints, labels, annotations), record);
  }

  /// What takes everything of ours off the node: the cordon only while it is still ours, and never
  /// one that was there before.
  ///
  /// @param mark the value of the mark of a manual release, or null for none
  static NodePatch undo(NodeView node, NodeRecord record, @Nullable String mark) {
    List<Taint> taints = new ArrayList<>(node.taints());
    taints.removeAll(record.taints());
    Map<String, Optional<String>> labels = new HashMap<>();
    record
        .labels()
        .forEach((key, value) -> {
          if (value.equals(node.labels().get(key))) {
            labels.put(key, Optional.empty());
          }
        });
    if (node.labels().containsKey(NodeMarks.STATE_LABEL)) {
      labels.put(NodeMarks.STATE_LABEL, Optional.empty());
    }
    Map<String, Optional<String>> annotations = new HashMap<>();
    if (node.annotations().containsKey(NodeMarks.RECORD_ANNOTATION)) {
      annotations.put(NodeMarks.RECORD_ANNOTATION, Optional.empty());
    }
    if (mark != null) {
      annotations.put(NodeMarks.RELEASED_MANUALLY_ANNOTATION, Optional.of(mark));
    }
    boolean uncordon = node.unschedulable() && record.ownsCordon() && isOurs(node);
    return patch(
        node,
        uncordon ? Boolean.FALSE : null,
        taints.equals(node.taints()) ? null : taints,
        labels,
        annotations);
  }

  /// The field manager of the cordon is us; without managedFields the record is believed.
  private static boolean isOurs(NodeView node) {
    return node.cordonOwners().isEmpty() || node.cordonOwners().contains(NodeMarks.FIELD_MANAGER);
  }

  private static Map<String, String> labels(
      NodeView node,
      @Nullable NodeRecord old,
      Actions actions,
      Map<String, Optional<String>> changes) {
    Map<String, String> oldLabels = old == null ? Map.of() : old.labels();
    Map<String, String> ours = new HashMap<>();
    oldLabels.forEach((key, value) -> {
      if (!actions.labels().containsKey(key) && value.equals(node.labels().get(key))) {
        changes.put(key, Optional.empty());
      }
    });
    actions
        .labels()
        .forEach((key, value) -> {
          if (value.equals(oldLabels.get(key))) {
            // Set by us before; if somebody changed it since, it stays changed.
            ours.put(key, value);
          } else if (oldLabels.containsKey(key) || !node.labels().containsKey(key)) {
            ours.put(key, value);
            put(changes, node.labels(), key, value);
          }
        });
    return ours;
  }

  private static boolean sameOwnership(NodeRecord a, NodeRecord b) {
    return a.session().equals(b.session())
        && a.by().equals(b.by())
        && a.cordon() == b.cordon()
        && a.preCordon() == b.preCordon()
        && a.taints().equals(b.taints())
        && a.preTaints().equals(b.preTaints())
        && a.labels().equals(b.labels());
  }

  private static void put(
      Map<String, Optional<String>> changes,
      Map<String, String> present,
      String key,
      String value) {
    if (!value.equals(present.get(key))) {
      changes.put(key, Optional.of(value));
    }
  }

  private static NodePatch patch(
      NodeView node,
      @Nullable Boolean unschedulable,
      @Nullable List<Taint> taints,
      Map<String, Optional<String>> labels,
      Map<String, Optional<String>> annotations) {
    return new NodePatch(
        node.name(),
        node.uid(),
        node.resourceVersion(),
        unschedulable,
        taints,
        labels,
        annotations);
  }
}
