package io.nodesentinel.crds;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How far the decision for one node is, and the ledger of its faults. The lists are bounded by the
/// schema: who adds to them keeps within the constants here.
@ApiType
@JsonClassDescription(
    "How far the quarantine is, and why the node is in it. Written by the operator.")
public record NodeQuarantineStatus(
    @JsonPropertyDescription(
            "Pending (not decided yet), Held (waits for room in a budget), Quarantined, Draining,"
                + " Drained, DrainFailed, Cancelling (a person released the node, the rest follows),"
                + " Cancelled (ended without having become healthy), or Released (healthy again).")
        @Nullable Phase phase,
    @JsonPropertyDescription("The metadata.generation that this status speaks about.")
        @Nullable Long observedGeneration,
    @JsonPropertyDescription(
            "Which machine this is about. Another machine under the same name starts clean.")
        @Nullable NodeIdentity node,
    @JsonPropertyDescription(
            "The session: from the moment the node was quarantined until it is released. Absent before"
                + " the first.")
        @Nullable Session session,
    @Size(max = MAX_FAULTS) @JsonPropertyDescription(
            "The ledger: every fault of the node that a policy matches and that no healthy event has"
                + " closed.")
        List<Fault> faults,
    @JsonPropertyDescription(
            "What the operator applied to the node in this session, and takes back at its end.")
        @Nullable Owned owned,
    @JsonPropertyDescription("What was on the node before the session, and stays there after it.")
        @Nullable PreExisting preExisting,
    @JsonPropertyDescription("How far the drain is. Absent when no pod has to leave.")
        @Nullable DrainProgress drain,
    @Size(max = MAX_OWED) @JsonPropertyDescription("Statuses of events that are still to be written to the store.")
        List<Owed> owed,
    @Size(max = MAX_HISTORY) @JsonPropertyDescription("The last changes of the phase, the oldest first.")
        List<HistoryEntry> history,
    @Size(max = StatusCondition.MAX) @JsonPropertyDescription(
            "Cordoned, Drained, Held, Released, Cancelled and StoreSynced. kubectl wait"
                + " --for=condition=Drained nq/NODE waits for the drain.")
        List<StatusCondition> conditions) {

  public static final int MAX_FAULTS = 1024;
  public static final int MAX_OWED = 1024;
  public static final int MAX_HISTORY = 20;

  public NodeQuarantineStatus {
    faults = Values.list(faults);
    owed = Values.list(owed);
    history = Values.list(history);
    conditions = Values.list(conditions);
  }

  public static NodeQuarantineStatus empty() {
    return new NodeQuarantineStatus(
        null, null, null, null, List.of(), null, null, null, List.of(), List.of(), List.of());
  }

  public NodeQuarantineStatus withPhase(Phase phase) {
    return new NodeQuarantineStatus(
        phase,
        observedGeneration,
        node,
        session,
        faults,
        owned,
        preExisting,
        drain,
        owed,
        history,
        conditions);
  }

  public NodeQuarantineStatus withObservedGeneration(@Nullable Long observedGeneration) {
    return new NodeQuarantineStatus(
        phase,
        observedGeneration,
        node,
        session,
        faults,
        owned,
        preExisting,
        drain,
        owed,
        history,
        conditions);
  }

  public NodeQuarantineStatus withNode(@Nullable NodeIdentity node) {
    return new NodeQuarantineStatus(
        phase,
        observedGeneration,
        node,
        session,
        faults,
        owned,
        preExisting,
        drain,
        owed,
        history,
        conditions);
  }

  public NodeQuarantineStatus withSession(@Nullable Session session) {
    return new NodeQuarantineStatus(
        phase,
        observedGeneration,
        node,
        session,
        faults,
        owned,
        preExisting,
        drain,
        owed,
        history,
        conditions);
  }

  public NodeQuarantineStatus withFaults(List<Fault> faults) {
    return new NodeQuarantineStatus(
        phase,
        observedGeneration,
        node,
        session,
        faults,
        owned,
        preExisting,
        drain,
        owed,
        history,
        conditions);
  }

  public NodeQuarantineStatus withOwned(@Nullable Owned owned) {
    return new NodeQuarantineStatus(
        phase,
        observedGeneration,
        node,
        session,
        faults,
        owned,
        preExisting,
        drain,
        owed,
        history,
        conditions);
  }

  public NodeQuarantineStatus withPreExisting(@Nullable PreExisting preExisting) {
    return new NodeQuarantineStatus(
        phase,
        observedGeneration,
        node,
        session,
        faults,
        owned,
        preExisting,
        drain,
        owed,
        history,
        conditions);
  }

  public NodeQuarantineStatus withDrain(@Nullable DrainProgress drain) {
    return new NodeQuarantineStatus(
        phase,
        observedGeneration,
        node,
        session,
        faults,
        owned,
        preExisting,
        drain,
        owed,
        history,
        conditions);
  }

  public NodeQuarantineStatus withOwed(List<Owed> owed) {
    return new NodeQuarantineStatus(
        phase,
        observedGeneration,
        node,
        session,
        faults,
        owned,
        preExisting,
        drain,
        owed,
        history,
        conditions);
  }

  public NodeQuarantineStatus withHistory(List<HistoryEntry> history) {
    return new NodeQuarantineStatus(
        phase,
        observedGeneration,
        node,
        session,
        faults,
        owned,
        preExisting,
        drain,
        owed,
        history,
        conditions);
  }

  public NodeQuarantineStatus withConditions(List<StatusCondition> conditions) {
    return new NodeQuarantineStatus(
        phase,
        observedGeneration,
        node,
        session,
        faults,
        owned,
        preExisting,
        drain,
        owed,
        history,
        conditions);
  }
}
