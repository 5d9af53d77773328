package io.nodesentinel.datastore.migrate.testing;

import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.migrate.source.Amount;
import io.nodesentinel.datastore.migrate.source.Item;
import io.nodesentinel.datastore.migrate.source.Source;
import org.jspecify.annotations.Nullable;

/// A source that is lost after some documents.
public final class EndingEarly implements Source {
  private final Source source;
  private int left;

  public EndingEarly(Source source, int documents) {
    this.source = source;
    this.left = documents;
  }

  @Override
  public @Nullable Item next() {
    if (left-- == 0) {
      throw new IllegalStateException("the source is gone");
    }
    return source.next();
  }

  @Override
  public String name() {
    return source.name();
  }

  @Override
  public Document position() {
    return source.position();
  }

  @Override
  public boolean resume(Document position) {
    return source.resume(position);
  }

  @Override
  public boolean growsAtItsEnd() {
    return source.growsAtItsEnd();
  }

  @Override
  public Amount amount() {
    return source.amount();
  }

  @Override
  public void close() {
    source.close();
  }
}
