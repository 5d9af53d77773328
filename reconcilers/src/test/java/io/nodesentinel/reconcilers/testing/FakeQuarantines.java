package io.nodesentinel.reconcilers.testing;

import io.nodesentinel.crds.NodeQuarantineSpec;
import io.nodesentinel.crds.NodeQuarantineStatus;
import io.nodesentinel.reconcilers.node.NodeMarks;
import io.nodesentinel.reconcilers.port.ApiException;
import io.nodesentinel.reconcilers.port.QuarantineView;
import io.nodesentinel.reconcilers.port.QuarantineWrite;
import io.nodesentinel.reconcilers.port.Quarantines;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// `NodeQuarantine` objects as the API server keeps them: spec and status are two writes,
/// `metadata.generation` moves with the spec and with the request to delete, a finalizer delays the
/// end.
public final class FakeQuarantines implements Quarantines {
  private final World world;
  private final Map<String, QuarantineView> objects = new HashMap<>();
  private int uids;

  FakeQuarantines(World world) {
    this.world = world;
  }

  @Override
  public @Nullable QuarantineView get(String nodeName) {
    return objects.get(nodeName);
  }

  /// Somebody changes its status.
  public void status(String name, UnaryOperator<NodeQuarantineStatus> change) {
    QuarantineView object = objects.get(name);
    if (object != null) {
      put(withStatus(object, change.apply(object.status())));
    }
  }

  /// Its status; empty if there is no object.
  public NodeQuarantineStatus status(String nodeName) {
    QuarantineView object = objects.get(nodeName);
    return object == null ? NodeQuarantineStatus.empty() : object.status();
  }

  @Override
  public QuarantineView write(QuarantineWrite write) {
    QuarantineView base = write.base();
    String name = write.nodeName();
    if (write.spec() != null || base == null || !base.finalizer() && !base.deleting()) {
      base = world.write("spec of " + name, () -> spec(write));
    }
    QuarantineView known = base;
    return world.write("status of " + name, () -> status(known, write.status()));
  }

  private QuarantineView spec(QuarantineWrite write) {
    QuarantineView present = current(write.nodeName(), write.base());
    NodeQuarantineSpec spec = write.spec();
    if (present == null) {
      if (spec == null) {
        throw new AssertionError("created without a spec");
      }
      return put(
          new QuarantineView(
              write.nodeName(),
              "nq-" + ++uids,
              world.nextVersion(),
              1,
              spec,
              isPersons(spec),
              Set.of(),
              null,
              true,
              NodeQuarantineStatus.empty()));
    }
    NodeQuarantineSpec next = spec == null ? present.spec() : overlaid(spec, present);
    Set<String> taken = new HashSet<>(present.personFields());
    if (spec != null) {
      taken.removeAll(named(spec));
    }
    return put(
        new QuarantineView(
            present.nodeName(),
            present.uid(),
            world.nextVersion(),
            next.equals(present.spec()) ? present.generation() : present.generation() + 1,
            next,
            present.madeByPerson(),
            taken,
            present.deletedAt(),
            !present.deleting() || present.finalizer(),
            present.status()));
  }

  private QuarantineView status(QuarantineView base, NodeQuarantineStatus status) {
    QuarantineView present = current(base.nodeName(), base);
    if (present == null) {
      throw new ApiException(ApiException.Kind.NOT_FOUND, "gone", null, null);
    }
    if (present.status().equals(status)) {
      return present;
    }
    return put(withStatus(present, status));
  }

  @Override
  public void letGo(QuarantineView quarantine) {
    world.write(
        "finalizer of " + quarantine.nodeName(),
        () -> {
          QuarantineView present = current(quarantine.nodeName(), quarantine);
          if (present != null && present.deleting()) {
            objects.remove(quarantine.nodeName());
            world.changed(quarantine.nodeName());
          }
          return "";
        });
  }

  @Override
  public void delete(QuarantineView quarantine) {
    world.write(
        "delete " + quarantine.nodeName(),
        () -> {
          current(quarantine.nodeName(), quarantine);
          remove(quarantine.nodeName());
          return "";
        });
  }

  private @Nullable QuarantineView current(String name, @Nullable QuarantineView base) {
    QuarantineView present = objects.get(name);
    boolean same =
        base == null
            ? present == null
            : present != null
                && present.uid().equals(base.uid())
                && present.resourceVersion().equals(base.resourceVersion());
    if (!same) {
      throw new ApiException(ApiException.Kind.CONFLICT, "changed", null, null);
    }
    return present;
  }

  /// A person makes it.
  public void create(NodeQuarantineSpec spec) {
    if (!objects.containsKey(spec.nodeName())) {
      put(
          new QuarantineView(
              spec.nodeName(),
              "nq-" + ++uids,
              world.nextVersion(),
              1,
              spec,
              true,
              Set.of("nodeName", "reason", "requestedBy", "cordon", "drain"),
              null,
              false,
              NodeQuarantineStatus.empty()));
    }
  }

  /// A person edits fields of its spec.
  public void edit(String name, NodeQuarantineSpec spec, Set<String> fields) {
    QuarantineView q = objects.get(name);
    if (q != null && !q.spec().equals(spec)) {
      Set<String> taken = new HashSet<>(q.personFields());
      taken.addAll(fields);
      put(
          new QuarantineView(
              name,
              q.uid(),
              world.nextVersion(),
              q.generation() + 1,
              spec,
              isPersons(spec),
              taken,
              q.deletedAt(),
              q.finalizer(),
              q.status()));
    }
  }

  /// Somebody deletes it.
  public void remove(String name) {
    QuarantineView q = objects.get(name);
    if (q == null) {
      return;
    }
    if (!q.finalizer()) {
      objects.remove(name);
      world.changed(name);
    } else if (!q.deleting()) {
      put(
          new QuarantineView(
              name,
              q.uid(),
              world.nextVersion(),
              q.generation() + 1,
              q.spec(),
              q.madeByPerson(),
              q.personFields(),
              world.instant().truncatedTo(java.time.temporal.ChronoUnit.SECONDS),
              true,
              q.status()));
    }
  }

  private QuarantineView withStatus(QuarantineView q, NodeQuarantineStatus status) {
    return new QuarantineView(
        q.nodeName(),
        q.uid(),
        world.nextVersion(),
        q.generation(),
        q.spec(),
        q.madeByPerson(),
        q.personFields(),
        q.deletedAt(),
        q.finalizer(),
        status);
  }

  private QuarantineView put(QuarantineView object) {
    objects.put(object.nodeName(), object);
    world.changed(object.nodeName());
    return object;
  }

  private static boolean isPersons(NodeQuarantineSpec spec) {
    return spec.requestedBy() != null && !NodeMarks.FIELD_MANAGER.equals(spec.requestedBy());
  }

  /// Server-side apply by us: fields that we do not name and a person owns stay as they are.
  private static NodeQuarantineSpec overlaid(NodeQuarantineSpec ours, QuarantineView present) {
    NodeQuarantineSpec old = present.spec();
    Set<String> taken = present.personFields();
    return new NodeQuarantineSpec(
        ours.nodeName(),
        ours.reason() == null && taken.contains("reason") ? old.reason() : ours.reason(),
        ours.requestedBy(),
        ours.cordon() == null && taken.contains("cordon") ? old.cordon() : ours.cordon(),
        ours.taints().isEmpty() && taken.contains("taints") ? old.taints() : ours.taints(),
        ours.labels().isEmpty() && taken.contains("labels") ? old.labels() : ours.labels(),
        ours.drain() == null && taken.contains("drain") ? old.drain() : ours.drain());
  }

  private static Set<String> named(NodeQuarantineSpec spec) {
    Set<String> names = new HashSet<>(Set.of("nodeName", "requestedBy"));
    if (spec.reason() != null) {
      names.add("reason");
    }
    if (spec.cordon() != null) {
      names.add("cordon");
    }
    if (!spec.taints().isEmpty()) {
      names.add("taints");
    }
    if (!spec.labels().isEmpty()) {
      names.add("labels");
    }
    if (spec.drain() != null) {
      names.add("drain");
    }
    return names;
  }
}
