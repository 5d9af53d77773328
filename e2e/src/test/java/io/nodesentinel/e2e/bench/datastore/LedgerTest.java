package io.nodesentinel.e2e.bench.datastore;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LedgerTest {
  private static final Duration PATIENCE = Duration.ofMillis(150);

  private final Ledger ledger = new Ledger();

  @Test
  void everyChangeHandledOnceAndInOrderIsClean() {
    for (int number = 1; number <= 3; number++) {
      ledger.committing(7, number);
      ledger.handled(7, number);
    }
    assertThat(ledger.settle(PATIENCE)).isEqualTo(new Ledger.Account(3, 0, 0, 0));
    assertThat(ledger.settle(PATIENCE).isClean()).isTrue();
  }

  @Test
  void whatNeverComesIsLost() {
    ledger.committing(7, 1);
    ledger.committing(7, 2);
    ledger.handled(7, 1);
    assertThat(ledger.settle(PATIENCE)).isEqualTo(new Ledger.Account(1, 1, 0, 0));
  }

  @Test
  void whatComesTwiceOrWasNeverCommittedIsRepeated() {
    ledger.committing(7, 1);
    ledger.handled(7, 1);
    ledger.handled(7, 1);
    ledger.handled(8, 1);
    assertThat(ledger.settle(PATIENCE)).isEqualTo(new Ledger.Account(3, 0, 2, 0));
  }

  @Test
  void whatComesAfterALaterChangeOfItsNodeIsOutOfOrder() {
    for (int number = 1; number <= 3; number++) {
      ledger.committing(7, number);
    }
    ledger.handled(7, 2);
    ledger.handled(7, 1);
    ledger.handled(7, 3);
    assertThat(ledger.settle(PATIENCE)).isEqualTo(new Ledger.Account(3, 0, 0, 1));
  }

  @Test
  void onlyTheWindowCountsForRatesAndLatencies() {
    ledger.window(0, 0);
    ledger.committing(7, 1);
    ledger.handled(7, 1);
    assertThat(ledger.handledInWindow()).isZero();

    ledger.window(Long.MIN_VALUE, Long.MAX_VALUE);
    ledger.committing(7, 2);
    ledger.handled(7, 2);
    assertThat(ledger.handledInWindow()).isEqualTo(1);
    assertThat(ledger.latency().millis()).hasSize(1);
  }
}
