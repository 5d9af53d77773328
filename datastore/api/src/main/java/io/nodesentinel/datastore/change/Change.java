package io.nodesentinel.datastore.change;

import io.nodesentinel.datastore.client.Collection;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.Value;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a watcher delivers: a change, a bare position, or a gap.
public sealed interface Change {

  /// The position after this, to be marked as processed.
  ResumeToken token();

  /// A document changed.
  ///
  /// @param before the document before the change, where the provider keeps it
  /// @param after the document after the change; null after a delete, or where a later change of it
  ///   is all that the provider still knows
  /// @param superseded a later change of the same document was delivered already, so whoever keeps
  ///   the newest state reads the document instead
  /// @param writer who wrote it, as [io.nodesentinel.datastore.spi.DataStore#writerId] calls
  ///   itself; empty where that is not known
  /// @param committedAt when, by the store's clock, as well as the provider knows
  record Changed(
      Operation operation,
      Collection collection,
      Value id,
      @Nullable Document before,
      @Nullable Document after,
      ResumeToken token,
      boolean superseded,
      String writer,
      Instant committedAt)
      implements Change {

    /// The document after the change, or before it if it was deleted.
    public Optional<Document> document() {
      return Optional.ofNullable(after != null ? after : before);
    }
  }

  /// Nothing here concerned the client; the position may advance all the same.
  record Position(ResumeToken token) implements Change {}

  /// Changes are missing before this. Whoever keeps state reads the collection anew and then marks
  /// this as processed; what changes meanwhile is delivered after it.
  ///
  /// @param reason a sentence
  record HistoryGap(String reason, ResumeToken token) implements Change {}
}
