package io.nodesentinel.reconcilers.policy;

import static io.nodesentinel.reconcilers.policy.Given.all;
import static io.nodesentinel.reconcilers.policy.Given.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.crds.QuarantinePolicySpec;
import io.nodesentinel.reconcilers.policy.Given.SpecBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class PolicyBookTest {
  private static final QuarantinePolicySpec FATAL = all(event("event.isFatal"));
  private static final QuarantinePolicySpec XID_79 = all(event("'79' in event.errorCode"));
  private static final QuarantinePolicySpec BROKEN = all(event("event.isFatl"));

  private final PolicyBook book = new PolicyBook();

  private List<String> names() {
    return book.current().policies().stream().map(CompiledPolicy::name).toList();
  }

  @Test
  void to_reconsider_is_another_version_of_the_same_policies() {
    PolicyBook book = new PolicyBook();
    PolicySet before = book.current();
    book.reconsider();
    assertThat(book.current().version()).isGreaterThan(before.version());
    assertThat(book.current().policies()).isEqualTo(before.policies());
    assertThat(book.current().unreadable()).isEqualTo(before.unreadable());
  }

  @Test
  void an_empty_book_has_an_empty_set() {
    assertThat(book.current()).isEqualTo(new PolicySet(0, List.of()));
  }

  @Test
  void policies_come_by_priority_and_then_by_name() {
    book.put("b", 1, FATAL);
    book.put("a", 1, FATAL);
    book.put("last", 1, new SpecBuilder().priority(-5).build());
    book.put("first", 1, new SpecBuilder().priority(1_000_000).build());

    assertThat(names()).containsExactly("first", "a", "b", "last");
  }

  @Test
  void a_new_version_of_a_policy_takes_the_place_of_the_old_one() {
    book.put("p", 1, FATAL);
    long version = book.current().version();

    assertThat(book.put("p", 2, XID_79)).isInstanceOf(Compilation.Valid.class);

    assertThat(book.current().policies()).hasSize(1);
    assertThat(book.current().policies().getFirst().spec()).isEqualTo(XID_79);
    assertThat(book.current().version()).isEqualTo(version + 1);
  }

  @Test
  void only_the_version_that_was_taken_in_last_is_judged() {
    assertThat(book.judged("p", 1)).isNull();
    book.put("p", 1, FATAL);
    assertThat(book.judged("p", 1)).isInstanceOf(Compilation.Valid.class);
    assertThat(book.judged("p", 2)).isNull();
    book.put("p", 2, BROKEN);
    assertThat(book.judged("p", 1)).isNull();
    assertThat(book.judged("p", 2)).isInstanceOf(Compilation.Invalid.class);
    book.remove("p");
    assertThat(book.judged("p", 2)).isNull();
  }

  @Test
  void the_last_valid_version_stays_in_force_when_the_new_one_is_invalid() {
    book.put("p", 1, FATAL);
    PolicySet before = book.current();

    assertThat(book.put("p", 2, BROKEN)).isInstanceOf(Compilation.Invalid.class);

    assertThat(book.current()).isEqualTo(before);
    assertThat(book.current().policies().getFirst().generation()).isEqualTo(1);
  }

  @Test
  void a_policy_that_was_never_valid_is_not_in_force_but_known_as_unreadable() {
    assertThat(book.put("p", 1, BROKEN)).isInstanceOf(Compilation.Invalid.class);

    assertThat(book.current().policies()).isEmpty();
    assertThat(book.current().unreadable()).containsExactly("p");

    book.put("p", 2, FATAL);

    assertThat(book.current().unreadable()).isEmpty();
    assertThat(names()).containsExactly("p");
  }

  @Test
  void an_unreadable_policy_that_is_deleted_is_known_no_longer() {
    book.put("p", 1, BROKEN);
    long version = book.current().version();

    assertThat(book.remove("p")).isFalse();

    assertThat(book.current().unreadable()).isEmpty();
    assertThat(book.current().version()).isEqualTo(version + 1);
  }

  @Test
  void an_invalid_version_can_be_mended() {
    book.put("p", 1, FATAL);
    book.put("p", 2, BROKEN);
    book.put("p", 3, XID_79);

    assertThat(book.current().policies().getFirst().generation()).isEqualTo(3);
  }

  @Test
  void a_removed_policy_is_out_of_force_and_forgotten() {
    book.put("p", 1, FATAL);
    long version = book.current().version();

    assertThat(book.remove("p")).isTrue();
    assertThat(book.remove("p")).isFalse();

    assertThat(book.current().policies()).isEmpty();
    assertThat(book.current().version()).isEqualTo(version + 1);
    book.put("p", 1, BROKEN);
    assertThat(book.current().policies()).isEmpty();
  }

  @Test
  void the_version_stays_when_nothing_changes() {
    book.put("p", 1, FATAL);
    PolicySet before = book.current();

    Compilation again = book.put("p", 1, all(event("event.isFatal")));
    book.remove("never-heard-of");

    assertThat(book.current()).isEqualTo(before);
    assertThat(again)
        .isInstanceOfSatisfying(
            Compilation.Valid.class,
            valid -> assertThat(valid.policy()).isSameAs(before.policies().getFirst()));
  }

  @Test
  void the_version_stays_when_only_the_generation_moves() {
    book.put("p", 1, FATAL);
    long version = book.current().version();

    book.put("p", 2, all(event("event.isFatal")));

    assertThat(book.current().version()).isEqualTo(version);
    assertThat(book.current().policies().getFirst().generation()).isEqualTo(2);
  }

  @Test
  void a_set_finds_its_policies_by_name() {
    book.put("p", 1, FATAL);

    PolicySet set = book.current();

    assertThat(set.byName("p")).isSameAs(set.policies().getFirst());
    assertThat(set.byName("q")).isNull();
  }

  @Test
  void a_set_in_hand_does_not_change() {
    book.put("p", 1, FATAL);
    PolicySet inHand = book.current();

    book.remove("p");

    assertThat(inHand.policies()).hasSize(1);
  }

  @Test
  void changes_by_many_threads_are_all_in_the_set() throws Exception {
    List<Callable<Compilation>> work = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      String name = "p" + i;
      work.add(() -> book.put(name, 1, FATAL));
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Compilation> done : threads.invokeAll(work)) {
        done.get();
      }
    }

    assertThat(book.current().policies()).hasSize(50);
    assertThat(book.current().version()).isEqualTo(50);
  }
}
