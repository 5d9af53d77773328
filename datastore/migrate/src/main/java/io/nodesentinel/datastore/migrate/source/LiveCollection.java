package io.nodesentinel.datastore.migrate.source;

import static io.nodesentinel.datastore.error.DatastoreException.Kind.QUERY;

import com.mongodb.MongoCommandException;
import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import com.mongodb.connection.ServerDescription;
import io.nodesentinel.datastore.client.Collection;
import io.nodesentinel.datastore.config.DatastoreConfig;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.IntegerValue;
import io.nodesentinel.datastore.document.TextValue;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.mongodb.client.Names;
import io.nodesentinel.datastore.mongodb.connection.Connection;
import io.nodesentinel.datastore.mongodb.connection.MongoErrors;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.bson.BsonBinary;
import org.bson.BsonDocument;
import org.bson.BsonType;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/// A collection of a running MongoDB, in the order of its ids. A document that is inserted
/// meanwhile is given if its id comes behind the position, as new object ids mostly do.
public final class LiveCollection implements Source {
  private static final String DOING = "reading the collection";
  private static final int BATCH = 1_000;
  private static final int UNAUTHORIZED = 13;

  /// The types of ids in MongoDB's order; `$gt` only compares within one.
  private static final List<List<BsonType>> ORDER =
      List.of(
          List.of(BsonType.NULL),
          List.of(BsonType.INT32, BsonType.INT64, BsonType.DOUBLE, BsonType.DECIMAL128),
          List.of(BsonType.STRING, BsonType.SYMBOL),
          List.of(BsonType.DOCUMENT),
          List.of(BsonType.BINARY),
          List.of(BsonType.OBJECT_ID),
          List.of(BsonType.BOOLEAN),
          List.of(BsonType.DATE_TIME),
          List.of(BsonType.TIMESTAMP));

  private final Connection connection;
  private final MongoCollection<RawBsonDocument> collection;
  private final AtomicLong read = new AtomicLong();
  private final long estimate;
  private final String identity;
  private @Nullable MongoCursor<RawBsonDocument> cursor;
  private @Nullable BsonValue last;
  private long number;

  private LiveCollection(Connection connection, String name) {
    this.connection = connection;
    this.collection = connection.database().getCollection(name, RawBsonDocument.class);
    this.estimate = asking(collection::estimatedDocumentCount);
    this.identity = asking(this::identity);
  }

  /// Connects.
  ///
  /// @throws io.nodesentinel.datastore.error.DatastoreException if that fails
  public static LiveCollection open(DatastoreConfig config, Collection which) {
    config.checkFiles();
    Connection connection = new Connection(config);
    boolean opened = false;
    try {
      connection.ping();
      LiveCollection collection = new LiveCollection(connection, Names.of(config).of(which));
      opened = true;
      return collection;
    } finally {
      if (!opened) {
        connection.close();
      }
    }
  }

  /// With the replica set, or the servers: collections of one name are in many databases.
  @Override
  public String name() {
    List<ServerDescription> servers =
        connection.client().getClusterDescription().getServerDescriptions();
    String where =
        servers.stream()
            .map(ServerDescription::getSetName)
            .filter(Objects::nonNull)
            .findFirst()
            .orElseGet(() ->
                servers.stream()
                    .map(server -> server.getAddress().toString())
                    .sorted()
                    .collect(Collectors.joining(",")));
    return "mongodb " + where + " " + collection.getNamespace().getFullName();
  }

  /// What the server calls this collection and no other; empty if it has no word for it, or will
  /// not tell us.
  private String identity() {
    BsonDocument found;
    try {
      found =
          connection
              .database()
              .listCollections(BsonDocument.class)
              .filter(Filters.eq("name", collection.getNamespace().getCollectionName()))
              .first();
    } catch (MongoCommandException refused) {
      if (refused.getErrorCode() == UNAUTHORIZED) {
        return "";
      }
      throw refused;
    }
    return found != null
            && found.get("info") instanceof BsonDocument info
            && info.get("uuid") instanceof BsonBinary uuid
        ? HexFormat.of().formatHex(uuid.getData())
        : "";
  }

  @Override
  public @Nullable Item next() {
    return asking(() -> {
      MongoCursor<RawBsonDocument> open = cursor;
      if (open == null) {
        open = find().sort(Sorts.ascending(Document.ID)).batchSize(BATCH).iterator();
        cursor = open;
      }
      if (!open.hasNext()) {
        return null;
      }
      RawBsonDocument raw = open.next();
      number++;
      read.incrementAndGet();
      return item(new Place("document", number), raw);
    });
  }

  private Item item(Place place, RawBsonDocument raw) {
    BsonDocument id = RawDocuments.onlyId(raw);
    last = id.isEmpty() ? last : id.get(Document.ID);
    try {
      return new Item.Found(place, RawDocuments.read(raw));
    } catch (DatastoreException refused) {
      return new Item.Unreadable(place, id, refused.getMessage(), false);
    }
  }

  private FindIterable<RawBsonDocument> find() {
    BsonValue behind = last;
    return behind == null ? collection.find() : collection.find(after(behind));
  }

  private static Bson after(BsonValue id) {
    List<Bson> choices = new ArrayList<>();
    choices.add(Filters.gt(Document.ID, id));
    boolean later = false;
    for (List<BsonType> types : ORDER) {
      if (later) {
        types.forEach(type -> choices.add(Filters.type(Document.ID, type)));
      }
      later |= types.contains(id.getBsonType());
    }
    return Filters.or(choices);
  }

  /// The id of the last document, as canonical extended JSON, and in which collection that is.
  @Override
  public Document position() {
    Document.Builder position =
        Document.builder().put("number", number).put("collection", identity);
    BsonValue id = last;
    if (id != null) {
      position.put("id", new BsonDocument(Document.ID, id).toJson());
    }
    return position.build();
  }

  @Override
  public boolean resume(Document position) {
    Value id = position.get("id");
    if (!(position.get("number") instanceof IntegerValue(long before))
        || identity.isEmpty()
        || !Value.of(identity).equals(position.get("collection"))) {
      return false;
    }
    number = before;
    read.set(before);
    if (id instanceof TextValue(String json)) {
      last = BsonDocument.parse(json).get(Document.ID);
    }
    return true;
  }

  /// Ids that are no object ids may come anywhere, and those of other clocks too.
  @Override
  public boolean growsAtItsEnd() {
    return false;
  }

  @Override
  public Amount amount() {
    return new Amount(read.get(), estimate, false);
  }

  @Override
  public void close() {
    MongoCursor<RawBsonDocument> open = cursor;
    if (open != null) {
      open.close();
    }
    connection.close();
  }

  private static <T extends @Nullable Object> T asking(Supplier<T> work) {
    try {
      return work.get();
    } catch (com.mongodb.MongoException | org.bson.BSONException failure) {
      throw MongoErrors.of(failure, QUERY, DOING);
    }
  }
}
