package io.nodesentinel.datastore.mongodb.client;

import static io.nodesentinel.datastore.error.DatastoreException.Kind.INSERT;
import static io.nodesentinel.datastore.error.DatastoreException.Kind.TRANSACTION;

import com.mongodb.MongoException;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.TransactionOptions;
import com.mongodb.WriteConcern;
import com.mongodb.client.ClientSession;
import io.nodesentinel.datastore.client.Collection;
import io.nodesentinel.datastore.client.DatabaseClient;
import io.nodesentinel.datastore.client.InsertResult;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.mongodb.bson.Ids;
import io.nodesentinel.datastore.mongodb.connection.Connection;
import io.nodesentinel.datastore.mongodb.connection.MongoErrors;
import java.util.ArrayList;
import java.util.List;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.jspecify.annotations.Nullable;

/// The client of one database. Thread-safe.
///
/// A transaction sees the majority's state at its beginning. One that meets another's write is
/// begun anew by the driver, for up to two minutes.
public final class MongoDatabaseClient extends MongoOperations implements DatabaseClient {
  private static final TransactionOptions OPTIONS =
      TransactionOptions.builder()
          .readConcern(ReadConcern.SNAPSHOT)
          .readPreference(ReadPreference.primary())
          .writeConcern(WriteConcern.MAJORITY)
          .build();
  private static final String DOING = "running a transaction";

  private final Connection connection;
  private final Calls calls;
  private final UniqueKeys unique;

  public MongoDatabaseClient(Connection connection, Names names, UniqueKeys unique) {
    this(connection, new Calls(connection.database(), names, null), unique);
  }

  private MongoDatabaseClient(Connection connection, Calls calls, UniqueKeys unique) {
    super(calls, unique);
    this.connection = connection;
    this.calls = calls;
    this.unique = unique;
  }

  @Override
  public <T extends @Nullable Object> T withTransaction(Transaction<T> work) {
    if (!connection.isReplicated()) {
      throw DatastoreException.unsupported(
              "Transactions need a replica set, and this MongoDB server stands alone. A replica set"
                  + " may have one member: start mongod with --replSet and run rs.initiate().")
          .from(MongoErrors.PROVIDER);
    }
    try (ClientSession session = connection.client().startSession()) {
      return session.withTransaction(() -> once(session, work), OPTIONS);
    } catch (MongoException failure) {
      throw MongoErrors.of(failure, TRANSACTION, DOING);
    }
  }

  private <T extends @Nullable Object> T once(ClientSession session, Transaction<T> work) {
    Calls within = calls.in(session);
    try {
      return work.run(new MongoOperations(within, unique));
    } catch (DatastoreException failure) {
      throw asDriverSays(failure);
    } finally {
      within.end();
    }
  }

  /// The driver knows what to begin anew by a label of its own exceptions.
  private static RuntimeException asDriverSays(DatastoreException failure) {
    if (failure.kind() != TRANSACTION) {
      return failure;
    }
    if (failure.getCause() instanceof MongoException known
        && known.hasErrorLabel(MongoException.TRANSIENT_TRANSACTION_ERROR_LABEL)) {
      return known;
    }
    MongoException anew = new MongoException(failure.getMessage(), failure);
    anew.addLabel(MongoException.TRANSIENT_TRANSACTION_ERROR_LABEL);
    return anew;
  }

  @Override
  public void ping() {
    connection.ping();
  }

  /// All or none by a transaction. A server that stands alone has none; there, what was inserted
  /// before one was refused is taken back, which a crash between the two would prevent.
  @Override
  public InsertResult insertMany(Collection collection, List<Document> documents) {
    if (documents.size() < 2) {
      return super.insertMany(collection, documents);
    }
    return connection.isReplicated()
        ? withTransaction(operations -> operations.insertMany(collection, documents))
        : alone(collection, documents);
  }

  private InsertResult alone(Collection collection, List<Document> documents) {
    List<BsonDocument> bson = documents.stream().map(Ids::identified).toList();
    List<BsonDocument> done = new ArrayList<>();
    return calls.run(
        INSERT,
        "inserting documents",
        () -> {
          boolean all = false;
          try {
            for (BsonDocument one : bson) {
              calls.insert(collection, one);
              done.add(one);
            }
            all = true;
          } finally {
            if (!all && !done.isEmpty()) {
              calls.delete(
                  collection,
                  new BsonDocument(
                      Document.ID,
                      new BsonDocument(
                          "$in",
                          new BsonArray(done.stream().map(one -> one.get(Document.ID)).toList()))));
            }
          }
          return new InsertResult(ids(bson), 0);
        });
  }
}
