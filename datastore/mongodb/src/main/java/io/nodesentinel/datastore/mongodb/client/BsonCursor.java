package io.nodesentinel.datastore.mongodb.client;

import com.mongodb.client.MongoCursor;
import io.nodesentinel.datastore.client.Cursor;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.error.DatastoreException.Kind;
import io.nodesentinel.datastore.mongodb.bson.BsonReading;
import java.util.NoSuchElementException;
import org.bson.BsonDocument;

/// Documents as they arrive. One that cannot be read is an error of its `next`; the one after it
/// can be asked for all the same.
final class BsonCursor implements Cursor<Document> {
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
  public Document next() {
    if (!hasNext()) {
      throw new NoSuchElementException("The cursor has no more documents, or is closed.");
    }
    return BsonReading.document(calls.run(Kind.QUERY, DOING, cursor::next));
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      cursor.close();
    }
  }
}
