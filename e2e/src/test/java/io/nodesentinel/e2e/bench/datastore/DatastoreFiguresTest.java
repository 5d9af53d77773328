package io.nodesentinel.e2e.bench.datastore;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.e2e.bench.report.Report;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DatastoreFiguresTest {
  private final Report report = new Report(Map.of());
  private final DatastoreFigures figures = new DatastoreFigures(report);

  @Test
  void aChangeThatIsLostInAnyMeasurementFailsTheRunWithASentence() {
    figures.catchUp(100, 2, new Ledger.Account(100, 0, 0, 0));
    figures.catchUp(100, 2, new Ledger.Account(99, 1, 0, 0));
    figures.account();
    assertThat(report.failures())
        .containsExactly("changes lost, repeated, out of order in their node: 1, 0, 0");
  }

  @Test
  void nothingLostDoesNotFailIt() {
    figures.catchUp(100, 2, new Ledger.Account(100, 0, 0, 0));
    figures.account();
    assertThat(report.failures()).isEmpty();
    assertThat(report.json()).contains("\"lost\" : 0");
  }

  @Test
  void insertsAreComparedByTheTimeOfOne() {
    figures.inserts(Load.of(8, 10), 30_000, 25_000, 15_000);
    assertThat(report.text()).contains("2.00 x", "8 writers, 10 rows", "NO");
  }

  @Test
  void aMoveIsToldBesideWhatCopyAloneReaches() {
    figures.move(new MoveCost.Figures(1_000, 50_000, 20_000, 10_000, 15_000, 0.7, 120));
    assertThat(report.text())
        .contains("migrate, 1000 documents", "10000 documents/s", "COPY alone 50000 rows/s")
        .contains("120 MiB");
  }
}
