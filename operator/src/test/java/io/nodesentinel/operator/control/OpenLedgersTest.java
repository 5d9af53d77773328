package io.nodesentinel.operator.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.crds.Fault;
import io.nodesentinel.crds.FaultKey;
import io.nodesentinel.crds.FaultState;
import io.nodesentinel.crds.HistoryEntry;
import io.nodesentinel.crds.NodeQuarantineStatus;
import io.nodesentinel.crds.NodeQuarantined;
import io.nodesentinel.crds.Owed;
import io.nodesentinel.crds.Phase;
import io.nodesentinel.crds.RecommendedAction;
import io.nodesentinel.crds.Session;
import io.nodesentinel.operator.cluster.QuarantineShelf;
import io.nodesentinel.reconcilers.policy.PolicyBook;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenLedgersTest {
  private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");
  private static final Duration DAY = Duration.ofDays(1);

  private static Fault fault(Instant since) {
    return new Fault(
        new FaultKey("agent", "GPU", "GpuXidError", 1, "", "", ""),
        FaultState.Open,
        since,
        since,
        "document/1",
        since,
        List.of("gpu"),
        RecommendedAction.NONE,
        false,
        null);
  }

  @Test
  void nothing_is_open_where_there_is_no_fault_and_no_debt() {
    assertThat(
            OpenLedgers.since(
                NodeQuarantineStatus.empty()
                    .withSession(new Session("s", "uid", NOON, Session.BY_FAULTS))))
        .isEmpty();
  }

  @Test
  void an_open_ledger_reaches_back_to_its_oldest_fault() {
    assertThat(
            OpenLedgers.since(
                NodeQuarantineStatus.empty()
                    .withFaults(List.of(fault(NOON), fault(NOON.minusSeconds(60))))))
        .contains(NOON.minusSeconds(60));
  }

  @Test
  void the_report_that_began_the_session_may_be_older_than_the_faults_that_are_left() {
    assertThat(
            OpenLedgers.since(
                NodeQuarantineStatus.empty()
                    .withFaults(List.of(fault(NOON)))
                    .withSession(
                        new Session("s", "uid", NOON.minusSeconds(60), Session.BY_FAULTS))))
        .contains(NOON.minusSeconds(60).minus(DAY));
  }

  @Test
  void a_debt_may_be_to_any_event_of_what_is_remembered() {
    assertThat(
            OpenLedgers.since(
                NodeQuarantineStatus.empty()
                    .withOwed(List.of(new Owed("document/1", NodeQuarantined.Cancelled, "", "")))
                    .withHistory(
                        List.of(
                            new HistoryEntry(NOON.minusSeconds(60), Phase.Quarantined, "", "", ""),
                            new HistoryEntry(NOON, Phase.Cancelled, "", "", "")))))
        .contains(NOON.minusSeconds(60).minus(DAY));
  }

  @Test
  void without_policies_facts_of_a_day_are_looked_for() {
    assertThat(new OpenLedgers(new QuarantineShelf(), new PolicyBook()).horizon()).isEqualTo(DAY);
  }
}
