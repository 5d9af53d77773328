package io.nodesentinel.e2e.truth;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.crds.DrainRequest;
import io.nodesentinel.crds.HealthEventSpec;
import io.nodesentinel.crds.HealthEventStatus;
import io.nodesentinel.crds.NodeQuarantineSpec;
import io.nodesentinel.crds.NodeQuarantineStatus;
import io.nodesentinel.crds.NodeQuarantined;
import io.nodesentinel.crds.Phase;
import io.nodesentinel.crds.ProcessingStrategy;
import io.nodesentinel.crds.RecommendedAction;
import io.nodesentinel.datastore.EventRef;
import io.nodesentinel.e2e.Cluster;
import io.nodesentinel.e2e.RealCluster;
import io.nodesentinel.reconcilers.node.ConditionsPatch;
import io.nodesentinel.reconcilers.node.NodeCondition;
import io.nodesentinel.reconcilers.node.NodePatch;
import io.nodesentinel.reconcilers.node.NodeView;
import io.nodesentinel.reconcilers.node.Taint;
import io.nodesentinel.reconcilers.port.ApiException;
import io.nodesentinel.reconcilers.port.PodView;
import io.nodesentinel.reconcilers.port.QuarantineView;
import io.nodesentinel.reconcilers.port.QuarantineWrite;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What the simulator finds is worth as much as its API server is true: one script of operations,
/// played on both, gives equal answers.
@ExtendWith(RealCluster.class)
class TruthE2E {
  private static final Taint THEIRS = new Taint("their.org/x", "1", "NoSchedule");
  private static final Taint OURS = new Taint("example.com/gpu", "broken", "NoSchedule");

  @Test
  void theSimulatedServerAnswersAsTheRealOneDoes(Cluster cluster) {
    Map<String, String> simulated = new Play(new SimulatedSide(), "truth-1").play();
    Map<String, String> real;
    try (RealSide side = new RealSide(cluster, "truth-1")) {
      real = new Play(side, "truth-1").play();
    }

    assertThat(real).hasSizeGreaterThan(30);
    assertThat(simulated).containsExactlyEntriesOf(real);
  }

  private static final class Play {
    private final Side side;
    private final String node;
    private final Map<String, String> answers = new LinkedHashMap<>();

    Play(Side side, String node) {
      this.side = side;
      this.node = node;
    }

    Map<String, String> play() {
      side.addNode(node);
      nodes();
      quarantines();
      events();
      evictions();
      side.removeNode(node);
      return answers;
    }

    private void answer(String what, Supplier<String> question) {
      String answer;
      try {
        answer = question.get();
      } catch (ApiException e) {
        answer = e.kind().name();
      }
      assertThat(answers.put(what, answer)).as("asked twice: " + what).isNull();
    }

    // Nodes

    private void nodes() {
      answer("a new node", this::now);
      NodeView stale = side.node(node);
      side.label(node, "rack", "r1");
      answer("a patch of what was", () -> patched(patch(stale, true, null, Map.of())));
      answer("and nothing happened", this::now);
      answer("we cordon", () -> fresh(true, null, Map.of()));
      answer("we cordon again, which changes nothing", () -> fresh(true, null, Map.of()));
      answer("we uncordon", () -> fresh(false, null, Map.of()));
      side.cordon(node);
      answer("a person cordons", this::now);
      answer("we cordon what is cordoned", () -> fresh(true, null, Map.of()));
      side.uncordon(node);
      answer("a person uncordons", this::now);
      answer("we cordon once more", () -> fresh(true, null, Map.of()));
      side.uncordon(node);
      side.cordon(node);
      answer("a person uncordons and cordons", this::now);
      answer("we uncordon theirs", () -> fresh(false, null, Map.of()));
      side.taint(node, THEIRS);
      answer("a person taints", this::now);
      answer("we taint", () -> fresh(null, OURS, Map.of()));
      answer("the same taint twice", this::tainted);
      side.taint(node, new Taint(OURS.key(), "other", OURS.effect()));
      answer("a person changes our taint", this::now);
      side.untaint(node, OURS.key());
      side.untaint(node, THEIRS.key());
      answer("a person removes taints", this::now);
      answer(
          "we annotate and label",
          () -> fresh(null, null, Map.of("nodesentinel.io/quarantine", Optional.of("{}"))));
      answer(
          "we remove what we put and what is not there",
          () ->
              fresh(
                  null,
                  null,
                  Map.of(
                      "nodesentinel.io/quarantine", Optional.empty(),
                      "nodesentinel.io/not-there", Optional.empty())));
      side.annotate(node, "nodesentinel.io/hold", "crane");
      answer("a person puts it on hold", this::now);
      side.annotate(node, "nodesentinel.io/hold", null);
      side.watched(node);
      side.cordon(node);
      side.label(node, "rack", "r2");
      side.uncordon(node);
      side.taint(node, THEIRS);
      side.untaint(node, THEIRS.key());
      answer("what a watch tells, in order", () -> String.join(" | ", side.watched(node)));
      conditions();
      NodeView before = side.node(node);
      side.removeNode(node);
      answer("a patch of a node that is gone", () -> patched(patch(before, true, null, Map.of())));
      side.addNode(node);
      answer(
          "a patch of a node that was made anew",
          () -> patched(patch(before, true, null, Map.of())));
      answer("which is as new", this::now);
    }

    private void conditions() {
      NodeView stale = side.node(node);
      side.label(node, "rack", "r3");
      answer("conditions on what was", () -> said(stale, Map.of("Drained", "True"), Set.of()));
      Map<String, String> draining = Map.of("DrainInProgress", "True", "Drained", "False");
      answer("we say that it drains", () -> freshly(draining, Set.of()));
      answer("and say it again", () -> freshly(draining, Set.of()));
      answer(
          "we say that it is drained",
          () -> freshly(Map.of("DrainInProgress", "False", "Drained", "True"), Set.of()));
      answer(
          "we take back what we said and what is not there",
          () -> freshly(Map.of(), Set.of("DrainInProgress", "Drained", "NotThere")));
    }

    private String said(NodeView on, Map<String, String> set, Set<String> removed) {
      List<ConditionsPatch.Change> changes = new ArrayList<>();
      set.forEach((type, status) ->
          changes.add(
              new ConditionsPatch.Change(
                  new NodeCondition(type, status, "NodeSentinel" + status), "", Instant.EPOCH)));
      return Texts.of(
          side.patchConditions(
              new ConditionsPatch(on.name(), on.uid(), on.resourceVersion(), changes, removed)));
    }

    private String freshly(Map<String, String> set, Set<String> removed) {
      return retried(() -> said(side.node(node), set, removed));
    }

    private String now() {
      return Texts.of(side.node(node));
    }

    private String patched(NodePatch patch) {
      return Texts.of(side.patch(patch));
    }

    /// Others write nodes too (heartbeats, taints of Kubernetes); a conflict with them is no
    /// answer.
    private String fresh(
        @Nullable Boolean unschedulable,
        @Nullable Taint more,
        Map<String, Optional<String>> annotations) {
      return retried(() -> patched(patch(side.node(node), unschedulable, more, annotations)));
    }

    private static String retried(Supplier<String> write) {
      for (int i = 0; ; i++) {
        try {
          return write.get();
        } catch (ApiException e) {
          if (e.kind() != ApiException.Kind.CONFLICT || i == 20) {
            throw e;
          }
        }
      }
    }

    private String tainted() {
      NodeView now = side.node(node);
      List<Taint> taints = new ArrayList<>(now.taints());
      taints.add(new Taint(OURS.key(), "second", OURS.effect()));
      return patched(
          new NodePatch(node, now.uid(), now.resourceVersion(), null, taints, Map.of(), Map.of()));
    }

    private static NodePatch patch(
        NodeView on,
        @Nullable Boolean unschedulable,
        @Nullable Taint more,
        Map<String, Optional<String>> annotations) {
      List<Taint> taints = null;
      if (more != null) {
        taints = new ArrayList<>(on.taints());
        taints.add(more);
      }
      return new NodePatch(
          on.name(),
          on.uid(),
          on.resourceVersion(),
          unschedulable,
          taints,
          annotations.isEmpty() ? Map.of() : Map.of("example.com/sick", Optional.of("gpu")),
          annotations);
    }

    // NodeQuarantines

    private void quarantines() {
      answer("no NodeQuarantine", this::quarantine);
      answer("we create one", () -> Texts.of(write(null, "faults", Phase.Quarantined)));
      answer("we create it twice", () -> Texts.of(write(null, "faults", Phase.Quarantined)));
      QuarantineView stale = present();
      answer("we write its status", () -> Texts.of(write(present(), null, Phase.Draining)));
      answer("its status on what was", () -> Texts.of(write(stale, null, Phase.Drained)));
      answer("we change its spec", () -> Texts.of(write(present(), "more", Phase.Draining)));
      answer("the same again", () -> Texts.of(write(present(), "more", Phase.Draining)));
      side.remove(node);
      answer("a person deletes it", this::quarantine);
      answer("its status still changes", () -> Texts.of(write(present(), null, Phase.Cancelled)));
      answer(
          "letting go of what was",
          () -> {
            side.letGo(stale);
            return "gone";
          });
      answer(
          "letting go",
          () -> {
            side.letGo(present());
            return quarantine();
          });
      answer("a status of what is gone", () -> Texts.of(write(stale, null, Phase.Released)));
      side.create(
          new NodeQuarantineSpec(
              node, "firmware", "ann", true, List.of(), Map.of(), new DrainRequest(true, null)));
      answer("a person creates one", this::quarantine);
      answer("we take it on", () -> Texts.of(write(present(), null, Phase.Quarantined)));
      answer(
          "we delete it, and our finalizer keeps it",
          () -> {
            side.delete(present());
            return quarantine();
          });
      side.letGo(present());
      answer("until we let go", this::quarantine);
    }

    private QuarantineView present() {
      return Objects.requireNonNull(side.quarantine(node));
    }

    private String quarantine() {
      return Texts.of(side.quarantine(node));
    }

    private QuarantineView write(
        @Nullable QuarantineView base, @Nullable String reason, Phase phase) {
      NodeQuarantineSpec spec =
          reason == null
              ? null
              : new NodeQuarantineSpec(
                  node, reason, "nodesentinel", true, List.of(), Map.of(), null);
      return side.write(
          new QuarantineWrite(node, base, spec, NodeQuarantineStatus.empty().withPhase(phase)));
    }

    // Events

    private void events() {
      String name = side.report(report());
      EventRef first = side.event(name);
      answer("a status", () -> side.writeStatus(first, status(NodeQuarantined.Quarantined)).name());
      answer(
          "on what was", () -> side.writeStatus(first, status(NodeQuarantined.Cancelled)).name());
      answer(
          "on what is",
          () -> side.writeStatus(side.event(name), status(NodeQuarantined.Cancelled)).name());
      EventRef last = side.event(name);
      side.removeEvent(name);
      answer(
          "on what is gone",
          () -> side.writeStatus(last, status(NodeQuarantined.UnQuarantined)).name());
    }

    private static HealthEventStatus status(NodeQuarantined said) {
      return new HealthEventStatus(said, null, null, null, null, null, null, List.of());
    }

    private HealthEventSpec report() {
      return new HealthEventSpec(
          node,
          "agent",
          "GPU",
          "GPUCheck",
          1,
          false,
          true,
          "",
          RecommendedAction.NONE,
          "",
          List.of(),
          List.of(),
          Map.of(),
          null,
          null,
          null,
          ProcessingStrategy.EXECUTE_REMEDIATION);
    }

    // Evictions

    private void evictions() {
      PodView web = side.pod(node, "web-" + node);
      PodView job = side.pod(node, "job-" + node);
      side.forbidEvictions();
      answer("an eviction", () -> Texts.of(side.evict(web)));
      answer("of what terminates", () -> Texts.of(side.evict(web)));
      answer("that a budget forbids", () -> Texts.of(side.evict(job)));
      answer("of a pod of that name before", () -> Texts.of(side.evict(uid(job, "another"))));
      answer(
          "of a pod that never was",
          () ->
              Texts.of(
                  side.evict(
                      new PodView(
                          job.namespace(),
                          "nobody",
                          "none",
                          node,
                          false,
                          false,
                          false,
                          false,
                          false,
                          List.of()))));
    }

    private static PodView uid(PodView pod, String uid) {
      return new PodView(
          pod.namespace(),
          pod.name(),
          uid,
          pod.nodeName(),
          false,
          false,
          false,
          false,
          false,
          List.of());
    }
  }
}
