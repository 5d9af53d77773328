package io.nodesentinel.datastore.event;

import io.nodesentinel.datastore.document.FieldPath;
import java.util.Locale;

/// How the keys of a stored health event are spelled. Those of `healtheventstatus` are in lower
/// case in both.
public enum HealthEventShape {
  /// `healthevent.nodename`, as in MongoDB; times are dates or seconds and nanoseconds.
  LOWER_CASE,
  /// `healthevent.nodeName`, as in the JSON documents of PostgreSQL; `createdAt` is RFC 3339 text.
  JSON_NAMES;

  /// The key of a field of the event, given its JSON name.
  public String key(String jsonName) {
    return this == LOWER_CASE ? jsonName.toLowerCase(Locale.ROOT) : jsonName;
  }

  /// The path of a field of the event, given its JSON name, such as `nodeName`.
  public FieldPath event(String jsonName) {
    return FieldPath.of("healthevent").then(key(jsonName));
  }

  /// The path of a field of the status, such as `nodequarantined`.
  public static FieldPath status(String key) {
    return FieldPath.of("healtheventstatus." + key);
  }

  /// The path of what the operator said of the event; missing until it judged it.
  public static FieldPath evaluated() {
    return status(StatusCodec.EVALUATED);
  }

  /// The path of `createdAt`, a date in filters and orders.
  public static FieldPath createdAt() {
    return FieldPath.of("createdAt");
  }

  /// The path of the key that is unique where it is present.
  public static FieldPath idempotencyKey() {
    return FieldPath.of("healthevent.metadata.idempotencyKey");
  }
}
