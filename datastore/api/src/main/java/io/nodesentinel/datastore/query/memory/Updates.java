package io.nodesentinel.datastore.query.memory;

import io.nodesentinel.datastore.document.DecimalValue;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.DocumentValue;
import io.nodesentinel.datastore.document.FieldPath;
import io.nodesentinel.datastore.document.IntegerValue;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.query.Update;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Updates as functions.
final class Updates {
  private Updates() {}

  static Document apply(Update update, Document document) {
    Document result = document;
    for (FieldPath path : update.unset()) {
      result = without(result, path.segments());
    }
    for (Map.Entry<FieldPath, Value> set : update.set().entrySet()) {
      result = put(result, set.getKey(), 0, _ -> set.getValue());
    }
    for (Map.Entry<FieldPath, Value> inc : update.inc().entrySet()) {
      FieldPath path = inc.getKey();
      result = put(result, path, 0, old -> sum(path, old, inc.getValue()));
    }
    return result;
  }

  private static Document put(
      Document document, FieldPath path, int at, Function<@Nullable Value, Value> newValue) {
    String name = path.segments().get(at);
    Value old = document.get(name);
    if (at == path.segments().size() - 1) {
      return document.with(name, newValue.apply(old));
    }
    if (old == null) {
      return document.with(name, put(Document.empty(), path, at + 1, newValue).asValue());
    }
    if (old instanceof DocumentValue(Document inner)) {
      return document.with(name, put(inner, path, at + 1, newValue).asValue());
    }
    throw DatastoreException.invalid(
        "Field %s cannot be written: %s on the way to it is %s, not a document."
            .formatted(path, name, old.typeName()));
  }

  private static Document without(Document document, List<String> names) {
    String name = names.getFirst();
    Value old = document.get(name);
    if (old == null) {
      return document;
    }
    if (names.size() == 1) {
      return document.without(List.of(name));
    }
    return old instanceof DocumentValue(Document inner)
        ? document.with(name, without(inner, names.subList(1, names.size())).asValue())
        : document;
  }

  private static Value sum(FieldPath path, @Nullable Value old, Value by) {
    if (old == null) {
      return by;
    }
    if (old instanceof IntegerValue(long x) && by instanceof IntegerValue(long y)) {
      long sum = x + y;
      // Overflow changes the sign against both.
      if (((x ^ sum) & (y ^ sum)) < 0) {
        throw DatastoreException.invalid("Field " + path + " would exceed 64 bits; it stays.");
      }
      return Value.of(sum);
    }
    if (!(old instanceof IntegerValue || old instanceof DecimalValue)) {
      throw DatastoreException.invalid(
          "Field %s cannot be raised: it is %s, not a number.".formatted(path, old.typeName()));
    }
    double sum = approximate(old) + approximate(by);
    if (!Double.isFinite(sum)) {
      throw DatastoreException.invalid("Field " + path + " would exceed every number; it stays.");
    }
    return Value.of(sum);
  }

  private static double approximate(Value number) {
    return number instanceof DecimalValue(double value) ? value : ((IntegerValue) number).value();
  }
}
