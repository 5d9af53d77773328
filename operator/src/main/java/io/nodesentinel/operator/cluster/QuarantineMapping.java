package io.nodesentinel.operator.cluster;

import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.nodesentinel.crds.NodeQuarantine;
import io.nodesentinel.crds.NodeQuarantineStatus;
import io.nodesentinel.reconcilers.node.NodeMarks;
import io.nodesentinel.reconcilers.port.QuarantineView;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// From the object to the plain values of the decision side. Who asked for it, and which fields a
/// person took over, is read from managedFields.
final class QuarantineMapping {
  /// Keeps an object that a person deletes until its session is cancelled.
  static final String FINALIZER = NodeMarks.PREFIX + "release";

  private static final String FIELD = "f:";

  private QuarantineMapping() {}

  static QuarantineView view(NodeQuarantine object) {
    ObjectMeta meta = object.getMetadata();
    NodeQuarantineStatus status = object.getStatus();
    Set<String> ours = fields(meta.getManagedFields(), true);
    Set<String> others = fields(meta.getManagedFields(), false);
    others.removeAll(ours);
    String requestedBy = object.getSpec().requestedBy();
    boolean namedByOther =
        requestedBy != null
            && !requestedBy.isEmpty()
            && !requestedBy.equals(NodeMarks.FIELD_MANAGER);
    return new QuarantineView(
        meta.getName(),
        meta.getUid(),
        meta.getResourceVersion(),
        meta.getGeneration() == null ? 1 : meta.getGeneration(),
        object.getSpec(),
        namedByOther || others.contains("nodeName"),
        others,
        meta.getDeletionTimestamp() == null ? null : Instant.parse(meta.getDeletionTimestamp()),
        meta.getFinalizers() != null && meta.getFinalizers().contains(FINALIZER),
        status == null ? NodeQuarantineStatus.empty() : status);
  }

  /// The fields of the spec that we own, or that others do.
  private static Set<String> fields(@Nullable List<ManagedFieldsEntry> entries, boolean ours) {
    Set<String> names = new HashSet<>();
    if (entries == null) {
      return names;
    }
    for (ManagedFieldsEntry entry : entries) {
      boolean mine = NodeMarks.FIELD_MANAGER.equals(entry.getManager());
      Map<String, Object> fields =
          entry.getFieldsV1() == null ? Map.of() : entry.getFieldsV1().getAdditionalProperties();
      if (mine == ours && fields.get("f:spec") instanceof Map<?, ?> spec) {
        for (Object key : spec.keySet()) {
          // A map's own existence is listed too, as ".".
          if (key.toString().startsWith(FIELD)) {
            names.add(key.toString().substring(FIELD.length()));
          }
        }
      }
    }
    return names;
  }
}
