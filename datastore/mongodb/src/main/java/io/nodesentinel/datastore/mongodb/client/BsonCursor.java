package io.nodesentinel.datastore.mongodb.client;

import com.mongodb.client.MongoCursor;
import io.nodesentinel.datastore.client.Cursor;
import io.nodesentinel.datastore.client.Found;
import io.nodesentinel.datastore.error.DatastoreException.Kind;
import io.nodesentinel.datastore.mongodb.bson.BsonReading;
import java.util.NoSuchElementException;
import org.bson.BsonDocument;

/// Documents as they arrive. One that cannot be held is told as such, and those after it come all
/// the same.
final class BsonCursor implements Cursor<Found> {
  private static final String DOING = "reading found documents";

  private final Calls calls;
  private final MongoCursor<BsonDocument> cursor;
  private boolean closed;

  BsonCursor(Calls calls, MongoCursor<BsonDocument> cursor) {
    this.calls = calls;
    this.cursor = cursor;
  }

  @Override
  public boolean hasNext() {
    return !closed && calls.run(Kind.QUERY, DOING, cursor::hasNext);
  }

  @Override
  public Found next() {
    if (!hasNext()) {
      throw new NoSuchElementException("The cursor has no more documents, or is closed.");
    }
    return BsonReading.find(calls.run(Kind.QUERY, DOING, cursor::next));
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      cursor.close();
    }
  }
}
