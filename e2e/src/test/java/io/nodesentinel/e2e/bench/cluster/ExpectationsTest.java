package io.nodesentinel.e2e.bench.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class ExpectationsTest {
  private final Expectations expectations = new Expectations();

  @Test
  void theTimeIsThatOfTheFirstSightThatHolds() {
    CompletableFuture<Long> two = expectations.expect("a", is(2));

    expectations.seen("a", IntNode.valueOf(1), 10);
    assertThat(two).isNotDone();
    expectations.seen("a", IntNode.valueOf(2), 20);
    expectations.seen("a", IntNode.valueOf(2), 30);

    assertThat(two).isCompletedWithValue(20L);
  }

  @Test
  void whatHoldsAlreadyIsSeenNow() {
    expectations.seen("a", IntNode.valueOf(2), 20);

    assertThat(expectations.expect("a", is(2))).isDone();
  }

  @Test
  void othersDoNotCount() {
    CompletableFuture<Long> two = expectations.expect("a", is(2));

    expectations.seen("b", IntNode.valueOf(2), 20);

    assertThat(two).isNotDone();
  }

  @Test
  void theEndOfAnObjectCanBeExpected() {
    expectations.seen("a", IntNode.valueOf(1), 10);
    CompletableFuture<Long> gone = expectations.expect("a", JsonNode::isMissingNode);

    expectations.seen("a", MissingNode.getInstance(), 20);

    assertThat(gone).isCompletedWithValue(20L);
    assertThat(expectations.names()).isEmpty();
  }

  @Test
  void severalMayExpectTheSame() {
    CompletableFuture<Long> one = expectations.expect("a", is(1));
    CompletableFuture<Long> another = expectations.expect("a", is(1));

    expectations.seen("a", IntNode.valueOf(1), 10);

    assertThat(one).isCompletedWithValue(10L);
    assertThat(another).isCompletedWithValue(10L);
  }

  @Test
  void whenTheWatchBreaksNobodyWaitsOn() {
    CompletableFuture<Long> never = expectations.expect("a", is(1));

    expectations.fail(new BenchException("broken"));

    assertThat(never).isCompletedExceptionally();
  }

  private static Predicate<JsonNode> is(int value) {
    return node -> node.asInt() == value;
  }

  @Test
  void versionsAndCountsAreThoseOfWhatIsThereNow() {
    expectations.seen("a", BareClient.json("{\"metadata\":{\"resourceVersion\":\"7\"}}"), 10);
    expectations.seen("b", BareClient.json("{\"metadata\":{\"resourceVersion\":\"8\"}}"), 20);
    expectations.seen("b", MissingNode.getInstance(), 30);

    assertThat(expectations.versions()).isEqualTo(Map.of("a", "7"));
    assertThat(expectations.count(o -> true)).isEqualTo(1);
  }
}
