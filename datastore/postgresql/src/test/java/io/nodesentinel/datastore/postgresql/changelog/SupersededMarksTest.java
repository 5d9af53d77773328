package io.nodesentinel.datastore.postgresql.changelog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class SupersededMarksTest {
  private static final RecordKey A = new RecordKey("HealthEvents", new UUID(0, 1));
  private static final RecordKey B = new RecordKey("HealthEvents", new UUID(0, 2));
  private static final RecordKey A_ELSEWHERE = new RecordKey("Others", new UUID(0, 1));

  private final SupersededMarks marks = new SupersededMarks();

  @Test
  void a_change_after_one_with_a_higher_id_of_its_record_is_superseded() {
    assertThat(marks.note(A, 5)).isFalse();
    assertThat(marks.note(A, 3)).isTrue();
    assertThat(marks.note(A, 4)).isTrue();
    assertThat(marks.note(A, 6)).isFalse();
  }

  @Test
  void records_do_not_supersede_each_other() {
    assertThat(marks.note(A, 5)).isFalse();
    assertThat(marks.note(B, 3)).isFalse();
    assertThat(marks.note(A_ELSEWHERE, 4)).isFalse();
  }

  @Test
  void what_no_later_change_can_be_below_is_forgotten() {
    marks.note(A, 5);
    marks.note(B, 9);
    marks.forgetBelow(7);
    assertThat(marks.size()).isEqualTo(1);
    assertThat(marks.note(B, 8)).isTrue();
  }
}
