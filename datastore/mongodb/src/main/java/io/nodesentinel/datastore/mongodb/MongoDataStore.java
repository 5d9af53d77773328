package io.nodesentinel.datastore.mongodb;

import com.mongodb.MongoException;
import io.nodesentinel.datastore.change.ChangeStreamWatcher;
import io.nodesentinel.datastore.change.WatchRequest;
import io.nodesentinel.datastore.config.DatastoreConfig;
import io.nodesentinel.datastore.error.DatastoreException.Kind;
import io.nodesentinel.datastore.event.HealthEventShape;
import io.nodesentinel.datastore.mongodb.change.ChangeStreams;
import io.nodesentinel.datastore.mongodb.client.MongoDatabaseClient;
import io.nodesentinel.datastore.mongodb.client.Names;
import io.nodesentinel.datastore.mongodb.client.UniqueKeys;
import io.nodesentinel.datastore.mongodb.connection.Connection;
import io.nodesentinel.datastore.mongodb.connection.MongoErrors;
import io.nodesentinel.datastore.spi.DocumentDataStore;
import io.nodesentinel.datastore.tls.TlsHealth;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;

/// One opened database. Thread-safe.
public final class MongoDataStore extends DocumentDataStore {
  private final Connection connection;
  private final ChangeStreams streams;

  MongoDataStore(DatastoreConfig config, Connection connection, Names names, UniqueKeys unique) {
    // MongoDB does not note who wrote, so no change carries the name of the writer.
    super(
        MongoErrors.PROVIDER,
        "nodesentinel-" + UUID.randomUUID(),
        new MongoDatabaseClient(connection, names, unique),
        HealthEventShape.LOWER_CASE);
    this.connection = connection;
    this.streams = new ChangeStreams(connection, names, config.options().pollInterval());
  }

  @Override
  public ChangeStreamWatcher watch(WatchRequest request) {
    return streams.watch(request);
  }

  /// How the files for TLS are, for metrics.
  public TlsHealth tlsHealth() {
    return connection.tls().look();
  }

  @Override
  public Optional<Instant> certificateExpiry() {
    return tlsHealth().expiry();
  }

  @Override
  public Optional<String> serverVersion() {
    try {
      return Optional.of(
          "MongoDB "
              + connection
                  .database()
                  .runCommand(new BsonDocument("buildInfo", new BsonInt32(1)), BsonDocument.class)
                  .getString("version", new BsonString("of an unknown version"))
                  .getValue());
    } catch (MongoException failure) {
      throw MongoErrors.of(failure, Kind.CONNECTION, "asking for the version of the server");
    }
  }

  @Override
  public void close() {
    streams.close();
    connection.close();
  }
}
