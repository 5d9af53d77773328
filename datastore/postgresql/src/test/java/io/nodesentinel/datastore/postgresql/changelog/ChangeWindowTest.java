package io.nodesentinel.datastore.postgresql.changelog;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.datastore.change.Operation;
import io.nodesentinel.datastore.client.Collection;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.postgresql.changelog.ChangeWindow.Answer;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ChangeWindowTest {
  private static final ServerIdentity HERE = new ServerIdentity("1", 1, 1, 1, "");
  private static final ServerIdentity ELSEWHERE = new ServerIdentity("2", 1, 1, 1, "");

  private final ChangeWindow window = new ChangeWindow(5, 1_000);

  @Test
  void a_client_gets_what_follows_its_position_in_slices() {
    begin(10);
    append(11, 12, 13);
    assertThat(idsAfter(10, 2)).containsExactly(11L, 12L);
    assertThat(idsAfter(12, 2)).containsExactly(13L);
    assertThat(window.after(token(HERE, 13), 2)).isEqualTo(new Answer.UpToDate());
  }

  @Test
  void what_falls_out_of_the_window_is_to_be_read_elsewhere() {
    begin(0);
    append(1, 2, 3, 4, 5, 6, 7);
    assertThat(window.after(token(HERE, 1), 9)).isEqualTo(new Answer.Elsewhere());
    assertThat(idsAfter(2, 9)).containsExactly(3L, 4L, 5L, 6L, 7L);
  }

  @Test
  void the_window_is_bounded_by_size_too_but_holds_one_change_of_any_size() {
    begin(0);
    window.append(batch(900, 1));
    window.append(batch(900, 2));
    assertThat(window.after(token(HERE, 0), 9)).isEqualTo(new Answer.Elsewhere());
    assertThat(idsAfter(1, 9)).containsExactly(2L);
  }

  @Test
  void a_position_past_the_end_is_to_be_read_elsewhere() {
    begin(10);
    assertThat(window.after(token(HERE, 11), 9)).isEqualTo(new Answer.Elsewhere());
  }

  @Test
  void a_position_of_another_server_is_told_where_the_stream_is_now() {
    begin(10);
    append(11);
    assertThat(window.after(token(ELSEWHERE, 11), 9))
        .isEqualTo(new Answer.OtherServer(token(HERE, 11)));
  }

  @Test
  void before_the_first_connection_there_is_nothing_to_say() {
    assertThat(window.after(token(HERE, 1), 9)).isEqualTo(new Answer.UpToDate());
    assertThat(window.end()).isNull();
  }

  private void begin(long id) {
    window.begin(HERE, new StreamPosition(1, id));
  }

  private void append(long... ids) {
    window.append(batch(10, ids));
  }

  private static Batch batch(int size, long... ids) {
    List<ChangelogRow> rows =
        LongStream.of(ids)
            .mapToObj(id ->
                new ChangelogRow(
                    new StreamPosition(1, id),
                    Operation.INSERT,
                    Collection.HEALTH_EVENTS,
                    Value.of("x"),
                    null,
                    Document.empty(),
                    false,
                    "",
                    Instant.EPOCH,
                    size))
            .toList();
    return new Batch(rows, rows.getLast().position(), true, false, StreamPosition.START, 9);
  }

  private List<Long> idsAfter(long id, int max) {
    return window.after(token(HERE, id), max) instanceof Answer.Rows(var rows)
        ? rows.stream().map(row -> row.position().id()).toList()
        : List.of();
  }

  private static StreamToken token(ServerIdentity server, long id) {
    return new StreamToken(server, new StreamPosition(1, id));
  }
}
