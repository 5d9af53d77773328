package io.nodesentinel.datastore.client;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;

/// Results as they arrive, without holding all of them in memory. Holds a connection until it is
/// closed or read to the end, so it belongs into try-with-resources. Not thread-safe.
///
/// `hasNext` and `next` throw a
/// [DatastoreException][io.nodesentinel.datastore.error.DatastoreException] if the store fails.
public interface Cursor<T> extends Iterator<T>, AutoCloseable {

  @Override
  void close();

  /// Reads the rest into memory and closes. For results that are known to be few.
  default List<T> toList() {
    try (this) {
      List<T> all = new ArrayList<>();
      forEachRemaining(all::add);
      return all;
    }
  }

  /// The same results, each made into something else as it arrives. Closing one closes both.
  default <R> Cursor<R> map(Function<? super T, ? extends R> function) {
    Cursor<T> source = this;
    return new Cursor<>() {
      @Override
      public boolean hasNext() {
        return source.hasNext();
      }

      @Override
      public R next() {
        return function.apply(source.next());
      }

      @Override
      public void close() {
        source.close();
      }
    };
  }

  /// A cursor over what is in memory already.
  static <T> Cursor<T> of(Iterable<T> elements) {
    Iterator<T> iterator = elements.iterator();
    return new Cursor<>() {
      private boolean closed;

      @Override
      public boolean hasNext() {
        return !closed && iterator.hasNext();
      }

      @Override
      public T next() {
        if (closed) {
          throw new NoSuchElementException("The cursor is closed.");
        }
        return iterator.next();
      }

      @Override
      public void close() {
        closed = true;
      }
    };
  }
}
