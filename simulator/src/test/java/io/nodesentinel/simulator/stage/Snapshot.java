package io.nodesentinel.simulator.stage;

import io.nodesentinel.crds.Fault;
import io.nodesentinel.crds.HealthEvent;
import io.nodesentinel.crds.HealthEventStatus;
import io.nodesentinel.crds.NodeQuarantineStatus;
import io.nodesentinel.reconcilers.ledger.EventStatuses;
import io.nodesentinel.reconcilers.node.NodeMarks;
import io.nodesentinel.reconcilers.node.NodeView;
import io.nodesentinel.reconcilers.quarantine.NodeRecord;
import io.nodesentinel.reconcilers.quarantine.NodeRecordCodec;
import io.nodesentinel.simulator.server.ApiServer;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/// What is durable of a world, less times, versions and ids of sessions, as lines to compare.
final class Snapshot {
  private Snapshot() {}

  static String of(ApiServer server) {
    StringBuilder text = new StringBuilder();
    for (NodeView node : server.nodes.table().values()) {
      text.append(node.name())
          .append(node.unschedulable() ? " cordoned by " + node.cordonOwners() : " schedulable")
          .append(" taints ")
          .append(sorted(node.taints().stream()))
          .append(" labels ")
          .append(new TreeMap<>(node.labels()))
          .append(" annotations ")
          .append(new TreeSet<>(node.annotations().keySet()))
          .append(" conditions ")
          .append(sorted(node.conditions().stream()))
          .append('\n');
      NodeRecordCodec.read(node.annotations().get(NodeMarks.RECORD_ANNOTATION))
          .ifPresent(record -> text.append("  ").append(line(record)).append('\n'));
      quarantine(server, node.name(), text);
    }
    for (HealthEvent event : server.events.table().values()) {
      text.append(event.getMetadata().getName()).append(' ').append(line(event)).append('\n');
    }
    return text.toString();
  }

  private static List<String> sorted(Stream<?> values) {
    return values.map(Object::toString).sorted().toList();
  }

  private static String line(NodeRecord r) {
    return "record "
        + (r.cordon() ? "cordon " : "")
        + (r.preCordon() ? "pre-cordon " : "")
        + r.taints()
        + r.preTaints()
        + new TreeMap<>(r.labels());
  }

  private static void quarantine(ApiServer server, String name, StringBuilder text) {
    if (server.quarantines.table().get(name) == null) {
      text.append("  no quarantine\n");
      return;
    }
    NodeQuarantineStatus status = server.quarantines.status(name);
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

  private static List<Object> line(HealthEvent event) {
    HealthEventStatus status =
        event.getStatus() == null ? HealthEventStatus.empty() : event.getStatus();
    return List.of(
        String.valueOf(status.nodeQuarantined()),
        String.valueOf(EventStatuses.verdictOf(status)),
        status.userPodsEvictionStatus() == null
            ? "-"
            : status.userPodsEvictionStatus().status().name(),
        status.quarantineFinishTimestamp() == null ? "-" : "finished");
  }
}
