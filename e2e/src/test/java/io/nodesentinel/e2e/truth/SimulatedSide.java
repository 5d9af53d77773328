package io.nodesentinel.e2e.truth;

import io.nodesentinel.crds.HealthEvent;
import io.nodesentinel.crds.HealthEventSpec;
import io.nodesentinel.crds.HealthEventStatus;
import io.nodesentinel.crds.NodeQuarantineSpec;
import io.nodesentinel.datastore.EventRef;
import io.nodesentinel.datastore.StatusWrite;
import io.nodesentinel.reconcilers.node.ConditionsPatch;
import io.nodesentinel.reconcilers.node.NodePatch;
import io.nodesentinel.reconcilers.node.NodeView;
import io.nodesentinel.reconcilers.node.Taint;
import io.nodesentinel.reconcilers.port.EvictionResult;
import io.nodesentinel.reconcilers.port.PodView;
import io.nodesentinel.reconcilers.port.QuarantineView;
import io.nodesentinel.reconcilers.port.QuarantineWrite;
import io.nodesentinel.simulator.server.ApiServer;
import io.nodesentinel.simulator.server.Table;
import io.nodesentinel.simulator.world.Chance;
import io.nodesentinel.simulator.world.Timeline;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The simulator's API server, in which no time passes.
final class SimulatedSide implements Side {
  private final Timeline time = new Timeline();
  private final ApiServer server = new ApiServer(time, new Chance(0, "truth"));
  private int seen;

  @Override
  public NodeView node(String name) {
    return Objects.requireNonNull(server.nodes.table().get(name));
  }

  @Override
  public NodeView patch(NodePatch patch) {
    return server.nodes.patch(patch);
  }

  @Override
  public NodeView patchConditions(ConditionsPatch patch) {
    return server.nodes.patchConditions(patch);
  }

  @Override
  public @Nullable QuarantineView quarantine(String name) {
    return server.quarantines.table().get(name);
  }

  @Override
  public QuarantineView write(QuarantineWrite write) {
    QuarantineView base =
        write.base() == null ? server.quarantines.createEmpty(write.nodeName()) : write.base();
    if (write.spec() != null || !base.finalizer() && !base.deleting()) {
      base = server.quarantines.applySpec(write.nodeName(), base, write.spec());
    }
    return server.quarantines.applyStatus(base, write.statusAt(base.generation()));
  }

  @Override
  public void letGo(QuarantineView quarantine) {
    server.quarantines.letGo(quarantine);
  }

  @Override
  public void delete(QuarantineView quarantine) {
    server.quarantines.delete(quarantine);
  }

  @Override
  public EventRef event(String name) {
    HealthEvent event = Objects.requireNonNull(server.events.table().get(name));
    return new EventRef(name, event.getMetadata().getResourceVersion());
  }

  @Override
  public StatusWrite writeStatus(EventRef ref, HealthEventStatus status) {
    return server.events.writeStatus(ref, status);
  }

  @Override
  public EvictionResult evict(PodView pod) {
    return server.pods.evict(pod);
  }

  @Override
  public void addNode(String name) {
    server.nodes.add(name, "", time.instant());
    seen = server.nodes.table().length();
  }

  @Override
  public void removeNode(String name) {
    server.nodes.remove(name);
  }

  @Override
  public void cordon(String node) {
    server.nodes.cordon(node);
  }

  @Override
  public void uncordon(String node) {
    server.nodes.uncordon(node);
  }

  @Override
  public void taint(String node, Taint taint) {
    server.nodes.taint(node, taint);
  }

  @Override
  public void untaint(String node, String key) {
    server.nodes.untaint(node, key);
  }

  @Override
  public void label(String node, String key, @Nullable String value) {
    server.nodes.label(node, key, value);
  }

  @Override
  public void annotate(String node, String key, @Nullable String value) {
    server.nodes.annotate(node, key, value);
  }

  @Override
  public void create(NodeQuarantineSpec request) {
    server.quarantines.create(request);
  }

  @Override
  public void remove(String quarantine) {
    server.quarantines.remove(quarantine);
  }

  @Override
  public String report(HealthEventSpec report) {
    return server.events.report(report, 0, time.instant());
  }

  @Override
  public void removeEvent(String name) {
    server.events.table().remove(name);
  }

  @Override
  public PodView pod(String node, String name) {
    server.pods.start(node, name);
    return server.pods.onNode(node).stream()
        .filter(p -> p.name().equals(name))
        .findAny()
        .orElseThrow();
  }

  @Override
  public void forbidEvictions() {
    server.pods.budget("job", true);
  }

  @Override
  public List<String> watched(String node) {
    List<String> texts = new ArrayList<>();
    Table<NodeView> table = server.nodes.table();
    for (; seen < table.length(); seen++) {
      if (table.change(seen).key().equals(node) && !table.change(seen).removed()) {
        Texts.add(texts, table.change(seen).value());
      }
    }
    return texts;
  }
}
