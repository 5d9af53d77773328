package io.nodesentinel.datastore.postgresql.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.error.DatastoreException.Kind;
import io.nodesentinel.datastore.postgresql.testing.TestDatabase;
import io.nodesentinel.datastore.postgresql.testing.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ActingConnectionTest {
  private final TestDatabase database = TestServer.shared().newDatabase();
  private final List<ActingConnection> closed = new ArrayList<>();

  private ActingConnection act(ConnectionSource connections) {
    return ActingConnection.open(connections, closed::add);
  }

  private boolean couldMove() throws SQLException {
    try (Connection connection = database.connect()) {
      return HistoryLock.MOVING.take(connection);
    }
  }

  private List<String> holders() {
    return database
        .query(
            """
            SELECT pid FROM pg_locks l JOIN pg_database d ON d.oid = l.database
            WHERE locktype = 'advisory' AND objid = 5 AND granted AND datname = current_database()
            """)
        .stream()
        .map(row -> String.valueOf(row.getFirst()))
        .toList();
  }

  @Test
  void several_may_act_and_nobody_moves_meanwhile() throws SQLException {
    ActingConnection one = act(database::connect);
    ActingConnection other = act(database::connect);

    assertThat(couldMove()).isFalse();
    one.close();
    assertThat(couldMove()).isFalse();
    other.close();
    other.close();
    await().atMost(Duration.ofSeconds(20)).until(this::couldMove);
    assertThat(closed).containsExactly(one, other);
  }

  @Test
  void nobody_begins_to_act_while_somebody_moves_and_no_connection_stays_open()
      throws SQLException {
    List<Connection> opened = new ArrayList<>();
    try (Connection move = database.connect()) {
      assertThat(HistoryLock.MOVING.take(move)).isTrue();

      assertThatThrownBy(() ->
              act(() -> {
                Connection connection = database.connect();
                opened.add(connection);
                return connection;
              }))
          .isInstanceOfSatisfying(
              DatastoreException.class,
              refused -> assertThat(refused.kind()).isEqualTo(Kind.CHANGE_STREAM))
          .hasMessageContaining("History is being moved into this database");
    }
    assertThat(opened).singleElement().matches(ActingConnectionTest::isClosed);
  }

  private static boolean isClosed(Connection connection) {
    try {
      return connection.isClosed();
    } catch (SQLException odd) {
      throw new IllegalStateException(odd);
    }
  }

  @Test
  void a_new_connection_takes_over_without_a_moment_in_which_somebody_could_move()
      throws SQLException {
    List<Integer> held = new ArrayList<>();
    try (ActingConnection acting =
        act(() -> {
          held.add(holders().size());
          return database.connect();
        })) {
      List<String> before = holders();

      acting.renewConnection();

      assertThat(held).as("before each connection").containsExactly(0, 1);
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () -> assertThat(holders()).hasSize(1).doesNotContainAnyElementsOf(before));
      assertThat(couldMove()).isFalse();
      acting.check();
    }
    assertThat(closed).hasSize(1);
  }

  @Test
  void a_word_that_ended_with_its_connection_is_noticed() {
    try (ActingConnection acting = act(database::connect)) {
      acting.check();
      database.query("SELECT pg_terminate_backend(?)", Integer.valueOf(holders().getFirst()));

      assertThatThrownBy(acting::check)
          .isInstanceOfSatisfying(
              DatastoreException.class, lost -> assertThat(lost.isConnectionError()).isTrue());
    }
  }
}
