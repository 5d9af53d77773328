package io.nodesentinel.datastore.document;

import java.util.LinkedHashMap;
import java.util.Map;

/// Documents as JSON text and back, in the form that the package describes. Thread-safe.
public final class DocumentJson {
  /// Bytes of UTF-8 that a document may have as compact JSON. A text that a store has laid out
  /// differently, with blanks or with numbers in full, may be longer.
  public static final int MAX_BYTES = 16 * 1024 * 1024;

  /// Levels of documents and arrays.
  public static final int MAX_DEPTH = 100;

  private DocumentJson() {}

  /// The document as compact JSON.
  ///
  /// @throws io.nodesentinel.datastore.error.DatastoreException (SERIALIZATION) if it exceeds a
  ///   bound
  public static String write(Document document) {
    return JsonWriting.write(document);
  }

  /// Reads one JSON object.
  ///
  /// @throws io.nodesentinel.datastore.error.DatastoreException (SERIALIZATION) if the text is not
  ///   one JSON object, names a field twice, exceeds a bound, or has what no [Value] can hold
  public static Document read(String json) {
    return JsonReading.read(json, new LinkedHashMap<>());
  }

  /// As [#read(String)], with the document's [Document#ID] as its first field.
  ///
  /// @param implied the id if the text has none
  /// @throws io.nodesentinel.datastore.error.DatastoreException as [#read(String)]
  public static Document read(String json, Value implied) {
    return JsonReading.read(json, identified(implied));
  }

  /// What of a text that [#read] refuses can be held: the fields that are like any other, down to
  /// the first place that is no JSON. Never fails; at least the id is there.
  ///
  /// @param implied the id if the text has none
  public static Document salvage(String json, Value implied) {
    return JsonSalvage.read(json, identified(implied));
  }

  private static Map<String, Value> identified(Value implied) {
    Map<String, Value> fields = new LinkedHashMap<>();
    // One that the text has takes this place.
    fields.put(Document.ID, implied);
    return fields;
  }
}
