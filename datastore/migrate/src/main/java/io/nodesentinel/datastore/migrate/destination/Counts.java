package io.nodesentinel.datastore.migrate.destination;

import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.IntegerValue;

/// How many documents came to what.
///
/// @param migrated inserted
/// @param present there already, by id
/// @param changed of these, whose content is another than the source's
/// @param rejected not in PostgreSQL, for a reason
public record Counts(long migrated, long present, long changed, long rejected) {
  public static final Counts NONE = new Counts(0, 0, 0, 0);

  static Counts rejected(long count) {
    return new Counts(0, 0, 0, count);
  }

  /// All documents that were read.
  public long read() {
    return migrated + present + rejected;
  }

  /// Documents that were in PostgreSQL then.
  public long stored() {
    return migrated + present;
  }

  public Counts plus(Counts more) {
    return new Counts(
        migrated + more.migrated,
        present + more.present,
        changed + more.changed,
        rejected + more.rejected);
  }

  Document document() {
    return Document.builder()
        .put("migrated", migrated)
        .put("present", present)
        .put("changed", changed)
        .put("rejected", rejected)
        .build();
  }

  static Counts of(Document document) {
    return new Counts(
        number(document, "migrated"),
        number(document, "present"),
        number(document, "changed"),
        number(document, "rejected"));
  }

  private static long number(Document document, String name) {
    return document.get(name) instanceof IntegerValue(long number) ? number : 0;
  }
}
