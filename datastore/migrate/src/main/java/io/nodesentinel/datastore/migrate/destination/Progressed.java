package io.nodesentinel.datastore.migrate.destination;

import io.nodesentinel.datastore.document.BoolValue;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.DocumentValue;
import java.time.Instant;

/// How far earlier runs came with a source.
///
/// @param position of the source
/// @param counts of all runs up to there
/// @param journal where the journal of rejections ends that belongs to it
/// @param finished the end was reached
/// @param at when that was, by the database's clock
public record Progressed(
    Document position, Counts counts, Document journal, boolean finished, Instant at) {

  Document document(String source) {
    return Document.builder()
        .put("source", source)
        .put("position", position)
        .put("counts", counts.document())
        .put("journal", journal)
        .put("finished", finished)
        .build();
  }

  static Progressed of(Document document, Instant at) {
    return new Progressed(
        inner(document, "position"),
        Counts.of(inner(document, "counts")),
        inner(document, "journal"),
        document.get("finished") instanceof BoolValue(boolean finished) && finished,
        at);
  }

  private static Document inner(Document document, String name) {
    return document.get(name) instanceof DocumentValue(Document inner) ? inner : Document.empty();
  }
}
