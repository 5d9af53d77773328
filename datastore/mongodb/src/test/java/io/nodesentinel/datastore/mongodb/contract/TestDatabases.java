package io.nodesentinel.datastore.mongodb.contract;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import io.nodesentinel.datastore.config.DatastoreConfig;
import io.nodesentinel.datastore.spi.DataStore;
import io.nodesentinel.datastore.spi.Datastores;
import io.nodesentinel.datastore.tck.Databases;
import java.util.Map;
import java.util.UUID;

/// Opens stores on fresh databases of one server.
public final class TestDatabases implements Databases {
  private final String server;
  private final boolean indexes;
  private String name = newName();

  /// @param server connection string without a database
  /// @param indexes whether the store makes its indexes
  public TestDatabases(String server, boolean indexes) {
    this.server = server;
    this.indexes = indexes;
  }

  private static String newName() {
    return "nodesentinel-" + UUID.randomUUID();
  }

  /// A store on a database that nobody has used.
  @Override
  public DataStore openEmpty() {
    name = newName();
    if (!indexes) {
      uniqueEventId();
    }
    return openAgain();
  }

  /// What the contract wants unique beside idempotency keys. Every document has it, so a double
  /// that knows no partial indexes can keep it.
  private void uniqueEventId() {
    try (MongoClient client = MongoClients.create(server)) {
      client
          .getDatabase(name)
          .getCollection("MaintenanceEvents")
          .createIndex(Indexes.ascending("eventId"), new IndexOptions().unique(true));
    }
  }

  /// Another store on the same database.
  @Override
  public DataStore openAgain() {
    DatastoreConfig base = DatastoreConfig.fromConnectionString(withDatabase());
    return Datastores.open(
        new DatastoreConfig(
            base.provider(),
            base.host(),
            base.port(),
            base.database(),
            base.username(),
            base.password(),
            base.tls(),
            base.options(),
            base.url(),
            indexes ? Map.of() : Map.of("indexes", "false")));
  }

  /// Name of the database of the last [#openEmpty].
  public String name() {
    return name;
  }

  private String withDatabase() {
    int question = server.indexOf('?');
    String hosts = question < 0 ? server : server.substring(0, question);
    String options = question < 0 ? "" : server.substring(question);
    int slash = hosts.indexOf('/', hosts.indexOf("://") + 3);
    return (slash < 0 ? hosts : hosts.substring(0, slash)) + "/" + name + options;
  }
}
