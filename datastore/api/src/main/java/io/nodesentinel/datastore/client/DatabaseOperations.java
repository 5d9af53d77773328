package io.nodesentinel.datastore.client;

import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.FieldPath;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.query.Filter;
import io.nodesentinel.datastore.query.FindOptions;
import io.nodesentinel.datastore.query.Pipeline;
import io.nodesentinel.datastore.query.Update;
import io.nodesentinel.datastore.query.UpdateBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What can be done with documents, within a transaction or without.
///
/// Every stored document has an `_id`: the one given on insert (an id or a text of 1 to 512
/// characters), or one that the store makes. Every method throws
/// [DatastoreException][io.nodesentinel.datastore.error.DatastoreException]; after an error of a
/// single call the client stays usable. Each call that writes one document takes effect as a whole
/// or not at all. A collection that nobody wrote to is empty.
public interface DatabaseOperations {

  /// The first document that matches, in the order of `options`; empty if none does. `limit` is
  /// ignored.
  Optional<Document> findOne(Collection collection, Filter filter, FindOptions options);

  /// Every document that matches. What is written meanwhile may or may not be among them.
  ///
  /// One that no [Document] can hold is an error of the cursor's `next` ([SERIALIZATION or
  /// CONVERSION][io.nodesentinel.datastore.error.DatastoreException.Kind]), which names it; the one
  /// after it can be asked for all the same. [#findEach] tells of it instead.
  Cursor<Document> find(Collection collection, Filter filter, FindOptions options);

  /// The same for those who must not be stopped by one document of somebody else: one that cannot
  /// be held is told as such, and is no error.
  default Cursor<Found> findEach(Collection collection, Filter filter, FindOptions options) {
    return find(collection, filter, options).map(Found.Sound::new);
  }

  /// @throws io.nodesentinel.datastore.error.DatastoreException (INSERT) if the id, or a value that
  ///   the collection wants unique, is there already
  InsertResult insertOne(Collection collection, Document document);

  /// Inserts all, or none of them if one is refused.
  InsertResult insertMany(Collection collection, List<Document> documents);

  /// Inserts those whose value at `key` is not there yet, neither in the collection nor earlier in
  /// the list; also when several clients do so at once. Documents with nothing or null at `key` are
  /// always inserted. A call whose outcome is unknown can therefore be repeated.
  ///
  /// @throws io.nodesentinel.datastore.error.DatastoreException (VALIDATION) if a key is an array
  ///   or a document
  InsertResult insertManyIdempotent(Collection collection, List<Document> documents, FieldPath key);

  /// Updates one of the documents that match.
  UpdateResult updateOne(Collection collection, Filter filter, Update update);

  /// Updates every document that matches. If one of them refuses, that is an error; whether others
  /// were updated is then left open, except within a transaction.
  UpdateResult updateMany(Collection collection, Filter filter, Update update);

  /// Updates one of the documents that match; if none does, inserts one that has the values that
  /// the filter asks for, with the update applied to it.
  ///
  /// Concurrent upserts of a new document make one document if the collection wants one of the
  /// filter's fields unique (as `MaintenanceEvents` does with `eventId`); otherwise they may make
  /// two.
  ///
  /// @param filter an `Eq`, or an `And` of such, on paths that do not lead through each other
  /// @throws io.nodesentinel.datastore.error.DatastoreException (UNSUPPORTED) for any other filter
  UpdateResult upsert(Collection collection, Filter filter, Update update);

  /// @return how many went
  long deleteMany(Collection collection, Filter filter);

  long count(Collection collection, Filter filter);

  /// Groups are made of the fields that they name: what else is in a document, readable or not,
  /// does not matter to them.
  Cursor<Document> aggregate(Collection collection, Pipeline pipeline);

  /// Every document that matches, in no order.
  default Cursor<Document> find(Collection collection, Filter filter) {
    return find(collection, filter, FindOptions.DEFAULT);
  }

  default Optional<Document> findById(Collection collection, Value id) {
    return findOne(collection, Filter.byId(id), FindOptions.DEFAULT);
  }

  /// Sets one field of one document; matched is 0 if it is gone.
  default UpdateResult updateDocumentStatus(
      Collection collection, Value id, FieldPath path, Value status) {
    return updateDocumentStatusFields(collection, id, Map.of(path, status));
  }

  /// Sets some fields of one document at once; matched is 0 if it is gone.
  default UpdateResult updateDocumentStatusFields(
      Collection collection, Value id, Map<FieldPath, Value> fields) {
    UpdateBuilder update = UpdateBuilder.update();
    fields.forEach(update::set);
    return updateOne(collection, Filter.byId(id), update.build());
  }
}
