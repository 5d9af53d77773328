package io.nodesentinel.datastore.client;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

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

  /// The same results as a stream. Closing one closes both.
  default Stream<T> stream() {
    return StreamSupport.stream(
            Spliterators.spliteratorUnknownSize(this, Spliterator.ORDERED), false)
        .onClose(this::close);
  }

  /// A cursor over the results of a stream, which it closes.
  static <T> Cursor<T> of(Stream<T> stream) {
    Iterator<T> iterator = stream.iterator();
    return new Cursor<>() {
      private boolean closed;

      @Override
      public boolean hasNext() {
        if (!closed && !iterator.hasNext()) {
          close();
        }
        return !closed;
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
        stream.close();
      }
    };
  }

  /// A cursor over what is in memory already.
  static <T> Cursor<T> of(Iterable<T> elements) {
    return of(StreamSupport.stream(elements.spliterator(), false));
  }
}
