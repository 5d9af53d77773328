package io.nodesentinel.datastore.mongodb.query;

import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.FieldPath;
import io.nodesentinel.datastore.document.IdValue;
import io.nodesentinel.datastore.document.NullValue;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.mongodb.bson.BsonWriting;
import io.nodesentinel.datastore.query.Comparison;
import io.nodesentinel.datastore.query.Filter;
import java.util.List;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonValue;

/// Filters for `find` and `$match`.
///
/// MongoDB's own `{a.b: null}` also holds where an array of documents has one without `b`, so null
/// is asked for by type. Its comparisons stay within one BSON type, so ids, which are of two, are
/// compared in two parts.
public final class FilterBson {
  private static final int NULL = 10;
  private static final int BINARY = 5;
  private static final int OBJECT_ID = 7;
  private static final BsonDocument NOTHING =
      new BsonDocument(Document.ID, new BsonDocument("$in", new BsonArray()));

  private FilterBson() {}

  public static BsonDocument of(Filter filter) {
    return within("", filter);
  }

  /// The filter of a document that is itself a field.
  ///
  /// @param prefix the name of the field and a dot
  public static BsonDocument within(String prefix, Filter filter) {
    return switch (filter) {
      case Filter.Eq(var path, var value) -> equal(prefix + path, value);
      case Filter.In(var path, var values) -> in(prefix + path, values);
      case Filter.Compare(var path, var comparison, var value) ->
          compare(prefix + path, comparison, value);
      case Filter.Exists(FieldPath path) -> exists(prefix + path, true);
      case Filter.And(var filters) ->
          filters.isEmpty() ? new BsonDocument() : all("$and", prefix, filters);
      case Filter.Or(var filters) ->
          filters.isEmpty() ? NOTHING.clone() : all("$or", prefix, filters);
      case Filter.Not(var other) -> all("$nor", prefix, List.of(other));
    };
  }

  /// All of these conditions.
  public static BsonDocument and(BsonDocument... conditions) {
    return new BsonDocument("$and", new BsonArray(List.of(conditions)));
  }

  private static BsonDocument all(String operator, String prefix, List<Filter> filters) {
    return new BsonDocument(
        operator, new BsonArray(filters.stream().map(one -> within(prefix, one)).toList()));
  }

  private static BsonDocument equal(String path, Value value) {
    return value == NullValue.NULL
        ? or(exists(path, false), type(path, NULL))
        : condition(path, "$eq", BsonWriting.value(value));
  }

  private static BsonDocument in(String path, List<Value> values) {
    List<BsonValue> present =
        values.stream().filter(value -> value != NullValue.NULL).map(BsonWriting::value).toList();
    BsonDocument some = condition(path, "$in", new BsonArray(present));
    return present.size() == values.size() ? some : or(some, equal(path, Value.nothing()));
  }

  private static BsonDocument compare(String path, Comparison comparison, Value value) {
    String operator =
        switch (comparison) {
          case GREATER -> "$gt";
          case GREATER_OR_EQUAL -> "$gte";
          case LESS -> "$lt";
          case LESS_OR_EQUAL -> "$lte";
        };
    BsonDocument same = condition(path, operator, BsonWriting.value(value));
    if (!(value instanceof IdValue id)) {
      return same;
    }
    // UUIDs, which are binary data, come before object ids.
    return switch (comparison) {
      case GREATER, GREATER_OR_EQUAL -> id.isObjectId() ? same : or(same, type(path, OBJECT_ID));
      case LESS, LESS_OR_EQUAL -> id.isObjectId() ? or(same, type(path, BINARY)) : same;
    };
  }

  private static BsonDocument or(BsonDocument... conditions) {
    return new BsonDocument("$or", new BsonArray(List.of(conditions)));
  }

  private static BsonDocument exists(String path, boolean wanted) {
    return condition(path, "$exists", BsonBoolean.valueOf(wanted));
  }

  private static BsonDocument type(String path, int type) {
    return condition(path, "$type", new BsonInt32(type));
  }

  private static BsonDocument condition(String path, String operator, BsonValue operand) {
    return new BsonDocument(path, new BsonDocument(operator, operand));
  }
}
