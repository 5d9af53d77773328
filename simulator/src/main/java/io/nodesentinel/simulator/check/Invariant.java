package io.nodesentinel.simulator.check;

/// What must hold, each with the sentence that it stands for.
public enum Invariant {
  RELEASE_STANDS("a person's release is never undone for the same faults within the cool-off"),
  FOREIGN_KEPT("a cordon, taint or label of somebody else is never removed or changed"),
  RELEASE_JUSTIFIED("no node with an open acted-upon fault is released while its policy stands"),
  RELEASE_KNOWN("no recovery releases a node while the datastore is known to be away"),
  LEADER_WRITES("a write takes effect only while its sender holds the lease"),
  CAP_KEPT("never more nodes are taken out than the cap allows"),
  EVICTED_ONCE("one process evicts a pod once"),
  EVICTION_WANTED("no pod is evicted after the cancel was seen, on hold, or without a drain"),
  SAID_ONCE("no event is told what its status says already"),
  FAULT_ACTED_UPON(
      "at rest, a node with an open acted-upon fault is out, or held for want of room"),
  OUT_FOR_A_REASON("at rest, no node is out for us without an open fault or a person's request"),
  AGREES_AT_REST("at rest, record, labels, phase, conditions, statuses and metrics agree"),
  OWED_PAID("at rest, nothing is owed to any event"),
  COMES_TO_REST("every world comes to rest"),
  QUIET_AT_REST("nothing is written at rest"),
  NO_DEFECT("no look ends in an exception of our own");

  private final String sentence;

  Invariant(String sentence) {
    this.sentence = sentence;
  }

  public String sentence() {
    return sentence;
  }
}
