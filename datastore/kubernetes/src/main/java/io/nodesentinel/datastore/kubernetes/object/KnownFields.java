package io.nodesentinel.datastore.kubernetes.object;

import io.nodesentinel.datastore.document.ArrayValue;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.DocumentValue;
import io.nodesentinel.datastore.document.NullValue;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.error.DatastoreException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// The fields of a document that an object has room for. Anything else is refused: the API server
/// would drop it in silence.
final class KnownFields {
  private static final Set<String> OVERRIDES = Set.of("force", "skip");
  private static final Set<String> TIME = Set.of("seconds", "nanos");

  /// Whatever is within stays as it is.
  private static final Set<String> FREE =
      Set.of("healthevent.metadata", "healtheventstatus.spanids");

  /// By the path of a document, in lower case; those that are not here hold no documents.
  private static final Map<String, Set<String>> FIELDS =
      Map.ofEntries(
          Map.entry("", Set.of("_id", "createdat", "healthevent", "healtheventstatus")),
          Map.entry(
              "healthevent",
              Set.of(
                  "version",
                  "agent",
                  "componentclass",
                  "checkname",
                  "isfatal",
                  "ishealthy",
                  "message",
                  "recommendedaction",
                  "customrecommendedaction",
                  "errorcode",
                  "entitiesimpacted",
                  "metadata",
                  "generatedtimestamp",
                  "nodename",
                  "quarantineoverrides",
                  "drainoverrides",
                  "processingstrategy")),
          Map.entry("healthevent.entitiesimpacted", Set.of("entitytype", "entityvalue")),
          Map.entry("healthevent.generatedtimestamp", TIME),
          Map.entry("healthevent.quarantineoverrides", OVERRIDES),
          Map.entry("healthevent.drainoverrides", OVERRIDES),
          Map.entry("createdat", TIME),
          Map.entry(
              "healtheventstatus",
              Set.of(
                  "nodequarantined",
                  "userpodsevictionstatus",
                  "quarantinefinishtimestamp",
                  "drainfinishtimestamp",
                  "faultremediated",
                  "lastremediationtimestamp",
                  "evaluated",
                  "spanids")),
          Map.entry("healtheventstatus.userpodsevictionstatus", Set.of("status", "message")),
          Map.entry("healtheventstatus.quarantinefinishtimestamp", TIME),
          Map.entry("healtheventstatus.drainfinishtimestamp", TIME),
          Map.entry("healtheventstatus.lastremediationtimestamp", TIME),
          Map.entry("healtheventstatus.faultremediated", Set.of("value")),
          Map.entry("healtheventstatus.evaluated", Set.of("reason", "message", "time")),
          Map.entry("healtheventstatus.evaluated.time", TIME));

  private KnownFields() {}

  /// @throws DatastoreException (UNSUPPORTED) that names the first field without a place
  static void check(Document document) {
    check("", document);
  }

  private static void check(String path, Document document) {
    if (FREE.contains(path)) {
      return;
    }
    Set<String> known = FIELDS.getOrDefault(path, Set.of());
    document
        .fields()
        .forEach((name, value) -> {
          String key = name.toLowerCase(Locale.ROOT);
          if (value instanceof NullValue) {
            return;
          }
          if (!known.contains(key)) {
            throw DatastoreException.unsupported(
                "A HealthEvent object has no place for the field %s. What else is to be kept goes"
                        .formatted(path.isEmpty() ? name : path + "." + name)
                    + " into healthevent.metadata, as text.");
          }
          check(path.isEmpty() ? key : path + "." + key, value);
        });
  }

  private static void check(String path, Value value) {
    if (value instanceof DocumentValue(Document inner)) {
      check(path, inner);
    } else if (value instanceof ArrayValue(var elements)) {
      elements.forEach(element -> check(path, element));
    }
  }
}
