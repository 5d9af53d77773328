package io.nodesentinel.datastore.mongodb.change;

import io.nodesentinel.datastore.change.Operation;
import io.nodesentinel.datastore.change.WatchRequest;
import io.nodesentinel.datastore.mongodb.query.FilterBson;
import io.nodesentinel.datastore.query.Filter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonNull;
import org.bson.BsonString;

/// Which events the server sends. It filters, so that what does not concern a client costs no
/// network; what ends the stream always comes.
final class WantedEvents {
  private static final List<String> ENDING =
      List.of("drop", "rename", "dropDatabase", "invalidate");

  private WantedEvents() {}

  static List<BsonDocument> of(WatchRequest request) {
    BsonArray any = new BsonArray();
    any.add(types(ENDING));
    Set<Operation> wanted = request.operations();
    if (wanted.contains(Operation.DELETE)) {
      any.add(matching(List.of("delete"), "fullDocumentBeforeChange", request.filter()));
    }
    List<String> writing = new ArrayList<>();
    if (wanted.contains(Operation.INSERT)) {
      writing.add("insert");
    }
    if (wanted.contains(Operation.UPDATE)) {
      writing.addAll(List.of("update", "replace"));
    }
    if (!writing.isEmpty()) {
      any.add(matching(writing, "fullDocument", request.filter()));
    }
    return List.of(new BsonDocument("$match", new BsonDocument("$or", any)));
  }

  /// Every change of a document, and no more of it than must be, for counting.
  static List<BsonDocument> counted() {
    return List.of(
        new BsonDocument("$match", types(List.of("insert", "update", "replace", "delete"))),
        new BsonDocument(
            "$project",
            new BsonDocument("operationType", new BsonInt32(1))
                .append("clusterTime", new BsonInt32(1))
                .append("wallTime", new BsonInt32(1))));
  }

  /// Events of these types whose document matches, or is not known.
  private static BsonDocument matching(List<String> types, String field, Filter filter) {
    if (filter.equals(Filter.ALL)) {
      return types(types);
    }
    BsonArray any = new BsonArray();
    any.add(new BsonDocument(field, new BsonDocument("$exists", BsonBoolean.FALSE)));
    any.add(new BsonDocument(field, new BsonDocument("$eq", BsonNull.VALUE)));
    any.add(FilterBson.within(field + ".", filter));
    return FilterBson.and(types(types), new BsonDocument("$or", any));
  }

  private static BsonDocument types(List<String> types) {
    return new BsonDocument(
        "operationType",
        new BsonDocument("$in", new BsonArray(types.stream().map(BsonString::new).toList())));
  }
}
