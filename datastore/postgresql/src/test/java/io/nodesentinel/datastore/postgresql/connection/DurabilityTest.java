package io.nodesentinel.datastore.postgresql.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.datastore.postgresql.testing.TestDatabase;
import io.nodesentinel.datastore.postgresql.testing.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class DurabilityTest {
  private final TestDatabase database = TestServer.shared().newEmptyDatabase();

  @Test
  void a_server_that_may_forget_commits_is_told_of_by_the_names_of_its_settings()
      throws SQLException {
    set("on");
    try (Connection connection = database.connect()) {
      assertThat(Durability.weakness(connection).orElse("")).doesNotContain("synchronous_commit");
    }
    set("off");
    try (Connection connection = database.connect()) {
      assertThat(Durability.weakness(connection).orElse("")).contains("synchronous_commit off");
    }
  }

  private void set(String value) {
    database.execute(
        "ALTER DATABASE \"%s\" SET synchronous_commit = %s".formatted(database.name(), value));
  }
}
