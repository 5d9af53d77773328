package io.nodesentinel.datastore.mongodb.connection;

import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.mongodb.connection.ServerDescription;
import com.mongodb.connection.ServerType;
import io.nodesentinel.datastore.config.DatastoreConfig;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.error.DatastoreException.Kind;
import io.nodesentinel.datastore.tls.TlsFiles;
import java.util.Objects;
import org.bson.BsonDocument;
import org.bson.BsonInt32;

/// The driver's client of one store. Thread-safe.
public final class Connection implements AutoCloseable {
  private static final BsonDocument PING = new BsonDocument("ping", new BsonInt32(1));

  private final MongoClient client;
  private final MongoDatabase database;
  private final TlsFiles tls;

  /// Opens nothing yet.
  ///
  /// @throws DatastoreException (CONFIGURATION or CERTIFICATE) if the configuration cannot be used
  public Connection(DatastoreConfig config) {
    tls = new TlsFiles(config.tls(), MongoErrors.PROVIDER);
    client = MongoClients.create(MongoSettings.of(config, tls));
    database = client.getDatabase(config.database());
  }

  public MongoClient client() {
    return client;
  }

  public MongoDatabase database() {
    return database;
  }

  /// The files for TLS.
  public TlsFiles tls() {
    return tls;
  }

  /// Asks for a sign of life.
  ///
  /// @return the server's answer
  /// @throws DatastoreException if there is none in time; of a server that was found but refused us
  ///   it says why
  public BsonDocument ping() {
    try {
      return database.runCommand(PING, BsonDocument.class);
    } catch (MongoException | IllegalStateException failure) {
      throw MongoErrors.of(cause(failure), Kind.CONNECTION, "asking for a sign of life");
    }
  }

  /// Where no server could be selected, the driver only says so; why is known for each server.
  private RuntimeException cause(RuntimeException failure) {
    if (!(failure instanceof com.mongodb.MongoTimeoutException)) {
      return failure;
    }
    return client.getClusterDescription().getServerDescriptions().stream()
        .map(ServerDescription::getException)
        .filter(Objects::nonNull)
        .filter(RuntimeException.class::isInstance)
        .map(RuntimeException.class::cast)
        .findFirst()
        .orElse(failure);
  }

  /// Whether the server is one of a replica set, or in front of some: only these have transactions
  /// and change streams. Known once a server has answered.
  public boolean isReplicated() {
    return client.getClusterDescription().getServerDescriptions().stream()
        .map(ServerDescription::getType)
        .anyMatch(type ->
            type == ServerType.REPLICA_SET_PRIMARY
                || type == ServerType.REPLICA_SET_SECONDARY
                || type == ServerType.SHARD_ROUTER
                || type == ServerType.LOAD_BALANCER);
  }

  @Override
  public void close() {
    client.close();
  }
}
