package io.nodesentinel.datastore.mongodb.client;

import static io.nodesentinel.datastore.error.DatastoreException.Kind.TRANSACTION;
import static io.nodesentinel.datastore.error.DatastoreException.Kind.UPDATE;

import io.nodesentinel.datastore.client.Collection;
import io.nodesentinel.datastore.client.UpdateResult;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.mongodb.connection.MongoErrors;
import io.nodesentinel.datastore.mongodb.query.FilterBson;
import io.nodesentinel.datastore.mongodb.query.UpdateBson;
import io.nodesentinel.datastore.mongodb.query.UpdateBson.Difference;
import io.nodesentinel.datastore.query.Update;
import java.util.ArrayList;
import java.util.List;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonValue;

/// Updates as the contract counts them.
///
/// MongoDB counts a document as modified when its bytes change, so that 1 as an Int32 and 1 as an
/// Int64 differ, and adds in the type of the stored number. Where that cannot matter its own
/// operators are used. Otherwise the new values are worked out here, and written on the condition
/// that nobody changed the old ones meanwhile; whoever lost looks again.
final class Updates {
  private static final int ATTEMPTS = 500;
  private static final String DOING = "updating documents";

  private final Calls calls;

  Updates(Calls calls) {
    this.calls = calls;
  }

  UpdateResult one(Collection collection, BsonDocument filter, Update update) {
    if (UpdateBson.isExact(update)) {
      return calls.run(
          UPDATE, DOING, () -> counted(calls.updateOne(collection, filter, UpdateBson.of(update))));
    }
    BsonDocument fields = UpdateBson.touched(update);
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      BsonDocument found =
          calls.run(UPDATE, DOING, () -> calls.find(collection, filter).projection(fields).first());
      if (found == null) {
        return UpdateResult.NONE;
      }
      Difference difference = UpdateBson.difference(update, found);
      if (difference.isEmpty()) {
        return UpdateResult.of(1, 0);
      }
      BsonDocument unchanged = FilterBson.and(filter, difference.condition());
      UpdateResult result =
          calls.run(
              UPDATE,
              DOING,
              () -> counted(calls.updateOne(collection, unchanged, difference.update())));
      if (result.matched() > 0) {
        return UpdateResult.of(1, 1);
      }
    }
    throw DatastoreException.of(
            TRANSACTION,
            "A document was changed by others %d times while it was to be updated. Try again."
                .formatted(ATTEMPTS))
        .from(MongoErrors.PROVIDER);
  }

  UpdateResult many(Collection collection, BsonDocument filter, Update update) {
    if (UpdateBson.isExact(update)) {
      return calls.run(
          UPDATE,
          DOING,
          () -> counted(calls.updateMany(collection, filter, UpdateBson.of(update))));
    }
    long matched = 0;
    long modified = 0;
    // First the ids: a document that moves in the index that is read must not be met twice.
    for (BsonValue id : ids(collection, filter)) {
      BsonDocument byId = FilterBson.and(new BsonDocument(Document.ID, id), filter);
      UpdateResult result = one(collection, byId, update);
      matched += result.matched();
      modified += result.modified();
    }
    return UpdateResult.of(matched, modified);
  }

  private List<BsonValue> ids(Collection collection, BsonDocument filter) {
    BsonDocument onlyId = new BsonDocument(Document.ID, new BsonInt32(1));
    return calls.run(
        UPDATE,
        DOING,
        () ->
            calls
                .find(collection, filter)
                .projection(onlyId)
                .map(found -> found.get(Document.ID))
                .into(new ArrayList<>()));
  }

  private static UpdateResult counted(com.mongodb.client.result.UpdateResult result) {
    return UpdateResult.of(result.getMatchedCount(), result.getModifiedCount());
  }
}
