package io.nodesentinel.datastore.postgresql.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.postgresql.testing.OnEveryServer;
import io.nodesentinel.datastore.postgresql.testing.TestDatabase;
import io.nodesentinel.datastore.postgresql.testing.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

@OnEveryServer
class ClusterClaimTest {

  @Test
  void a_database_belongs_to_the_first_cluster_and_refuses_another_by_name() throws SQLException {
    TestDatabase database = TestServer.shared().newDatabase();
    try (Connection connection = database.connect()) {
      ClusterClaim.claim(connection, "uid-1");
      ClusterClaim.claim(connection, "uid-1");
      assertThatThrownBy(() -> ClusterClaim.claim(connection, "uid-2"))
          .isInstanceOfSatisfying(
              DatastoreException.class,
              refused ->
                  assertThat(refused.kind()).isEqualTo(DatastoreException.Kind.CONFIGURATION))
          .hasMessageContaining("uid-1")
          .hasMessageContaining("uid-2");
    }
    assertThat(database.value("SELECT cluster_uid FROM datastore_claim")).isEqualTo("uid-1");
  }
}
