package io.nodesentinel.datastore.client;

import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.IdValue;
import io.nodesentinel.datastore.document.TextValue;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.error.DatastoreException;

/// One stored document as it was found. Others write to a store who know no [Value]: what they
/// wrote may be more than a [Document] can hold, and that concerns this one document only.
public sealed interface Found {

  /// A document as it is stored.
  record Sound(Document document) implements Found {
    @Override
    public Document orThrow() {
      return document;
    }
  }

  /// A document that no [Document] can hold as it is.
  ///
  /// @param id of the document
  /// @param document what of it can be held: its id, and every field that is like any other
  /// @param reason why it cannot be held
  record Unreadable(Value id, Document document, DatastoreException reason) implements Found {
    @Override
    public Document orThrow() {
      throw DatastoreException.of(
              reason.kind(),
              "Document %s cannot be read. %s".formatted(words(id), reason.getMessage()),
              reason)
          .from(reason.provider());
    }

    private static String words(Value id) {
      return switch (id) {
        case IdValue(String text) -> text;
        case TextValue(String text) -> text;
        default -> "with an id that is " + id.typeName();
      };
    }
  }

  /// What of it can be held; all of it, if it is sound.
  Document document();

  /// The document, for those who want it whole or not at all.
  ///
  /// @throws DatastoreException (SERIALIZATION or CONVERSION) that names the document, if it cannot
  ///   be held
  Document orThrow();
}
