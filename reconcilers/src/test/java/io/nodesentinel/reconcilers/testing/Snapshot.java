package io.nodesentinel.reconcilers.testing;

import io.nodesentinel.crds.Fault;
import io.nodesentinel.crds.HealthEventStatus;
import io.nodesentinel.crds.NodeQuarantineStatus;
import io.nodesentinel.reconcilers.ledger.EventStatuses;
import io.nodesentinel.reconcilers.node.NodeMarks;
import io.nodesentinel.reconcilers.node.NodeView;
import io.nodesentinel.reconcilers.node.Taint;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/// What is durable of a world, less times, versions and ids of sessions, as lines to compare.
public final class Snapshot {
  private Snapshot() {}

  public static String of(World world) {
    StringBuilder text = new StringBuilder();
    for (String name : new TreeSet<>(world.nodes.names())) {
      NodeView node = world.nodes.now(name);
      text.append(name)
          .append(node.unschedulable() ? " cordoned by " + node.cordonOwners() : " schedulable")
          .append(" taints ")
          .append(new TreeSet<>(node.taints().stream().map(Taint::toString).toList()))
          .append(" labels ")
          .append(new TreeMap<>(node.labels()))
          .append(" annotations ")
          .append(new TreeSet<>(node.annotations().keySet()))
          .append('\n');
      world
          .nodes
          .record(name)
          .ifPresent(r ->
              text.append("  record ")
                  .append(r.cordon() ? "cordon " : "")
                  .append(r.preCordon() ? "pre-cordon " : "")
                  .append(r.taints())
                  .append(r.preTaints())
                  .append(new TreeMap<>(r.labels()))
                  .append('\n'));
      quarantine(world, name, text);
    }
    world.store.all().stream()
        .sorted((a, b) -> a.ref().id().compareTo(b.ref().id()))
        .forEach(
            e -> text.append(e.ref().id()).append(' ').append(status(e.status())).append('\n'));
    return text.toString();
  }

  private static void quarantine(World world, String name, StringBuilder text) {
    if (world.quarantines.get(name) == null) {
      text.append("  no quarantine\n");
      return;
    }
    NodeQuarantineStatus status = world.quarantines.status(name);
    text.append("  phase ").append(status.phase()).append(" owed ").append(status.owed());
    text.append(" drain ").append(status.drain() == null ? "-" : status.drain().left());
    text.append(" owned ").append(status.owned()).append(' ').append(status.preExisting());
    text.append(" conditions ")
        .append(
            status.conditions().stream()
                .map(c -> c.type() + "=" + c.status() + "/" + c.reason())
                .filter(c -> !c.contains("=False"))
                .filter(c -> !c.startsWith("StoreSynced"))
                .sorted()
                .toList());
    text.append('\n');
    for (Fault fault : status.faults()) {
      text.append("  fault ").append(fault.key()).append(' ').append(fault.state());
      text.append(' ').append(fault.policies()).append(' ').append(fault.sourceEvent());
      text.append(fault.coolOffUntil() == null ? "" : " cooling").append('\n');
    }
  }

  private static List<Object> status(HealthEventStatus status) {
    return List.of(
        String.valueOf(status.nodeQuarantined()),
        String.valueOf(EventStatuses.verdictOf(status)),
        status.userPodsEvictionStatus() == null
            ? "-"
            : status.userPodsEvictionStatus().status().name(),
        status.quarantineFinishTimestamp() == null ? "-" : "finished");
  }

  /// The state of a node must not contradict itself when nothing is left to do.
  public static List<String> contradictions(World world) {
    List<String> found = new java.util.ArrayList<>(world.violations);
    for (String name : world.nodes.names()) {
      NodeView node = world.nodes.now(name);
      NodeQuarantineStatus status = world.quarantines.status(name);
      boolean active =
          status.phase() != null
              && switch (status.phase()) {
                case Quarantined, Draining, Drained, DrainFailed -> true;
                default -> false;
              };
      String state = node.labels().get(NodeMarks.STATE_LABEL);
      var record = world.nodes.record(name);
      if (record.isPresent() != active) {
        found.add(name + ": record " + record.isPresent() + ", phase " + status.phase());
      }
      if (record.isPresent()
          && (status.session() == null || !status.session().id().equals(record.get().session()))) {
        found.add(name + ": record of another session than the status");
      }
      String phase =
          active ? String.valueOf(status.phase()).toLowerCase(java.util.Locale.ROOT) : null;
      if (!java.util.Objects.equals(state, phase)) {
        found.add(name + ": label " + state + ", phase " + status.phase());
      }
      if (record.isEmpty() && node.cordonOwners().contains(NodeMarks.FIELD_MANAGER)) {
        found.add(name + ": our cordon stayed without a session");
      }
      if (record.isEmpty() && (status.owned() != null || status.preExisting() != null)) {
        found.add(name + ": the status still owns something");
      }
      if (!status.owed().isEmpty()) {
        found.add(name + ": still owed " + status.owed());
      }
    }
    return found;
  }
}
