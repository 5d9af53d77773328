package io.nodesentinel.datastore.migrate.testing;

import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.migrate.source.Amount;
import io.nodesentinel.datastore.migrate.source.Item;
import io.nodesentinel.datastore.migrate.source.Source;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A source that gives some documents, and the others when it is let go.
public final class Holding implements Source {
  private final Source source;
  private final CountDownLatch more = new CountDownLatch(1);
  private int left;

  public Holding(Source source, int documents) {
    this.source = source;
    this.left = documents;
  }

  public void letGo() {
    more.countDown();
  }

  @Override
  public @Nullable Item next() {
    if (left-- == 0) {
      try {
        if (!more.await(1, TimeUnit.MINUTES)) {
          throw new IllegalStateException("nobody let it go");
        }
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("stopped while it was held", stopped);
      }
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
