package io.nodesentinel.e2e.demo;

import io.fabric8.kubernetes.api.model.Node;
import io.nodesentinel.crds.DrainProgress;
import io.nodesentinel.crds.HealthEvent;
import io.nodesentinel.crds.NodeQuarantine;
import io.nodesentinel.crds.Phase;
import io.nodesentinel.crds.ProcessingStrategy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// The story, chapter by chapter. Each waits for what must happen and checks what must not.
final class Story {
  private static final int PATIENCE_SECONDS = 30;

  /// A step came out otherwise than it should.
  static final class StepFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StepFailed(String message) {
      super(message);
    }
  }

  private final DemoWorld world;
  private final Narrator narrator;
  private String step = "begin";

  Story(DemoWorld world, Narrator narrator) {
    this.world = world;
    this.narrator = narrator;
  }

  /// What is being told now, for the message of a failure.
  String step() {
    return step;
  }

  void tell() {
    lookAlikes();
    String first = quarantineAndDrain();
    recover(first);
    personSaysNo(first);
  }

  private void lookAlikes() {
    step = "look-alikes do nothing";
    narrator.chapter("1. What must not happen");
    String healthy =
        world.report("demo-healthy", "node-0001", true, ProcessingStrategy.EXECUTE_REMEDIATION);
    String stored = world.report("demo-stored", "node-0002", false, ProcessingStrategy.STORE_ONLY);
    narrator.say("node-0001: a healthy report. node-0002: a fatal one, marked STORE_ONLY.");
    long start = System.nanoTime();
    String one = verdict(world.awaitEvent(healthy, Story::isEvaluated, PATIENCE_SECONDS));
    String two = verdict(world.awaitEvent(stored, Story::isEvaluated, PATIENCE_SECONDS));
    require(isFree("node-0001") && isFree("node-0002"), "one of the look-alikes moved a node");
    narrator.done(
        "Healthy and STORE_ONLY reports", one + ", " + two + "; no node touched", since(start));
  }

  private String quarantineAndDrain() {
    step = "a fatal fault cordons the node";
    String node = world.busiestNode(List.of());
    long pods = world.podsOn(node);
    narrator.chapter("2. A GPU falls off the bus on " + node + " (" + pods + " pods)");
    long start = System.nanoTime();
    world.report("demo-fault", node, false, ProcessingStrategy.EXECUTE_REMEDIATION);
    world.awaitNode(
        node, n -> Boolean.TRUE.equals(n.getSpec().getUnschedulable()), PATIENCE_SECONDS);
    narrator.done("Fatal report on " + node, "cordoned and tainted", since(start));

    step = "the node is drained";
    AtomicInteger last = new AtomicInteger(-1);
    NodeQuarantine done =
        world.awaitQuarantine(
            node,
            q -> {
              tellProgress(q, last);
              return q.getStatus().phase() == Phase.Drained;
            },
            PATIENCE_SECONDS);
    require(world.podsOn(node) == 0, "pods are left on " + node);
    DrainProgress drain = done.getStatus().drain();
    narrator.done(
        "Drain of " + node,
        (drain == null ? 0 : drain.evicted()) + " pods left within their disruption budget",
        since(start));
    return node;
  }

  private void recover(String node) {
    step = "recovery releases the node";
    narrator.chapter("3. The GPU is repaired");
    long start = System.nanoTime();
    world.report("demo-repaired", node, true, ProcessingStrategy.EXECUTE_REMEDIATION);
    world.awaitNode(node, Story::isFree, PATIENCE_SECONDS);
    narrator.done("Healthy report on " + node, "uncordoned, taint and labels gone", since(start));
  }

  private void personSaysNo(String notThis) {
    step = "a person's uncordon cancels the drain";
    String node = world.busiestNode(List.of(notThis));
    narrator.chapter("4. A person says no, on " + node);
    world.report("demo-fault-2", node, false, ProcessingStrategy.EXECUTE_REMEDIATION);
    world.awaitQuarantine(node, q -> q.getStatus().phase() == Phase.Draining, PATIENCE_SECONDS);
    narrator.say(node + " is being drained. Somebody types: kubectl uncordon " + node);
    long start = System.nanoTime();
    world.uncordon(node);
    world.awaitQuarantine(node, q -> q.getStatus().phase() == Phase.Cancelled, PATIENCE_SECONDS);
    require(isFree(node), node + " is not free after the uncordon");
    narrator.done(
        "kubectl uncordon during the drain", "session Cancelled, evictions stopped", since(start));

    step = "the same fault does not quarantine again";
    narrator.say("The monitor does not know, and reports the same fault again.");
    long again = System.nanoTime();
    world.report("demo-fault-3", node, false, ProcessingStrategy.EXECUTE_REMEDIATION);
    HealthEvent event = world.awaitEvent("demo-fault-3", Story::isEvaluated, PATIENCE_SECONDS);
    require("CoolOff".equals(verdict(event)), "the repeated report came to " + verdict(event));
    require(isFree(node), node + " was quarantined again");
    narrator.done(
        "The same fault, reported again", "CoolOff; " + node + " stays free", since(again));
  }

  private void tellProgress(NodeQuarantine quarantine, AtomicInteger last) {
    DrainProgress drain = quarantine.getStatus().drain();
    if (drain != null && last.getAndSet(drain.left()) != drain.left()) {
      String blocked =
          drain.blocked().isEmpty()
              ? ""
              : ", " + drain.blocked().size() + " held back by a PodDisruptionBudget";
      narrator.say("draining: " + drain.left() + " of " + drain.total() + " pods left" + blocked);
    }
  }

  private boolean isFree(String node) {
    return isFree(world.node(node));
  }

  private static boolean isFree(Node node) {
    boolean tainted =
        node.getSpec().getTaints() != null
            && node.getSpec().getTaints().stream()
                .anyMatch(t -> t.getKey().startsWith("nodesentinel.io/"));
    boolean labelled = node.getMetadata().getLabels().containsKey("nodesentinel.io/state");
    return !Boolean.TRUE.equals(node.getSpec().getUnschedulable()) && !tainted && !labelled;
  }

  private static boolean isEvaluated(HealthEvent event) {
    return !verdict(event).isEmpty();
  }

  private static String verdict(HealthEvent event) {
    return event.getStatus().conditions().stream()
        .filter(c -> c.type().equals("Evaluated"))
        .map(c -> c.reason())
        .findFirst()
        .orElse("");
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new StepFailed(otherwise);
    }
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
