package io.nodesentinel.datastore.mongodb.query;

import io.nodesentinel.datastore.document.ArrayValue;
import io.nodesentinel.datastore.document.BoolValue;
import io.nodesentinel.datastore.document.DateValue;
import io.nodesentinel.datastore.document.DecimalValue;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.DocumentValue;
import io.nodesentinel.datastore.document.FieldPath;
import io.nodesentinel.datastore.document.IdValue;
import io.nodesentinel.datastore.document.IntegerValue;
import io.nodesentinel.datastore.document.NullValue;
import io.nodesentinel.datastore.document.TextValue;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.mongodb.bson.BsonReading;
import io.nodesentinel.datastore.mongodb.bson.BsonWriting;
import io.nodesentinel.datastore.query.Update;
import io.nodesentinel.datastore.query.memory.Evaluator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.BsonValue;

/// Updates, as MongoDB's operators or worked out here.
public final class UpdateBson {
  private UpdateBson() {}

  /// MongoDB's own operators do and count what the contract says: nothing is added up, and no value
  /// has two forms that are equal.
  public static boolean isExact(Update update) {
    return update.inc().isEmpty() && update.set().values().stream().allMatch(UpdateBson::isExact);
  }

  /// Numbers may be stored in several types, and fields of a document in any order.
  private static boolean isExact(Value value) {
    return switch (value) {
      case NullValue _, BoolValue _, TextValue _, DateValue _, IdValue _ -> true;
      case IntegerValue _, DecimalValue _ -> false;
      case ArrayValue(var elements) -> elements.stream().allMatch(UpdateBson::isExact);
      case DocumentValue(var inner) ->
          inner.fields().size() < 2
              && inner.fields().values().stream().allMatch(UpdateBson::isExact);
    };
  }

  /// The update in MongoDB's operators.
  public static BsonDocument of(Update update) {
    BsonDocument set = new BsonDocument();
    BsonDocument unset = new BsonDocument();
    update.set().forEach((path, value) -> set.append(path.toString(), BsonWriting.value(value)));
    update.unset().forEach(path -> unset.append(path.toString(), BsonBoolean.TRUE));
    return operators(set, unset);
  }

  private static BsonDocument operators(BsonDocument set, BsonDocument unset) {
    BsonDocument operators = new BsonDocument();
    if (!set.isEmpty()) {
      operators.append("$set", set);
    }
    if (!unset.isEmpty()) {
      operators.append("$unset", unset);
    }
    return operators;
  }

  /// A projection to the fields of a document within which the update writes, and its id.
  public static BsonDocument touched(Update update) {
    BsonDocument fields = new BsonDocument(Document.ID, new BsonInt32(1));
    tops(update).forEach(name -> fields.append(name, new BsonInt32(1)));
    return fields;
  }

  private static Set<String> tops(Update update) {
    Set<String> tops = new TreeSet<>();
    List.of(update.set().keySet(), update.unset(), update.inc().keySet())
        .forEach(paths -> paths.forEach(path -> tops.add(path.segments().getFirst())));
    return tops;
  }

  /// What an update does to one document.
  ///
  /// @param condition holds while the document is as it was found
  /// @param update MongoDB's operators; empty if the document is already as it should be
  public record Difference(BsonDocument condition, BsonDocument update) {
    public boolean isEmpty() {
      return update.isEmpty();
    }
  }

  /// @param found the [#touched] fields of a document
  /// @throws DatastoreException (VALIDATION) if the document does not allow the update
  public static Difference difference(Update update, BsonDocument found) {
    BsonDocument fields = found.clone();
    fields.remove(Document.ID);
    Document before = BsonReading.document(fields);
    Document after = applied(update, before);
    BsonDocument set = new BsonDocument();
    BsonDocument unset = new BsonDocument();
    update.set().keySet().forEach(path -> changed(path, before, after, set));
    update.inc().keySet().forEach(path -> changed(path, before, after, set));
    for (FieldPath path : update.unset()) {
      if (before.at(path).isPresent()) {
        unset.append(path.toString(), BsonBoolean.TRUE);
      }
    }
    return new Difference(unchanged(update, found), operators(set, unset));
  }

  private static Document applied(Update update, Document before) {
    try {
      return Evaluator.apply(update, before);
    } catch (DatastoreException refused) {
      throw refused.from("mongodb");
    }
  }

  private static void changed(FieldPath path, Document before, Document after, BsonDocument set) {
    Optional<Value> value = after.at(path);
    if (value.isPresent() && !value.equals(before.at(path))) {
      set.append(path.toString(), BsonWriting.value(value.get()));
    }
  }

  /// By `$expr`, which compares whole values, where a filter would look into arrays.
  private static BsonDocument unchanged(Update update, BsonDocument found) {
    BsonArray conditions = new BsonArray();
    conditions.add(new BsonDocument(Document.ID, found.get(Document.ID)));
    for (String name : tops(update)) {
      BsonValue old = found.get(name);
      conditions.add(
          old == null
              ? new BsonDocument(name, new BsonDocument("$exists", BsonBoolean.FALSE))
              : new BsonDocument(
                  "$expr",
                  new BsonDocument(
                      "$eq",
                      new BsonArray(
                          List.of(
                              new BsonString("$" + name), new BsonDocument("$literal", old))))));
    }
    return new BsonDocument("$and", conditions);
  }
}
