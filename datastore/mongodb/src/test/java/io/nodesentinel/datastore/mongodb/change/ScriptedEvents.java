package io.nodesentinel.datastore.mongodb.change;

import io.nodesentinel.datastore.error.DatastoreException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/// A source of events that follows a script: each opened cursor gives what is next in it, until
/// something goes wrong.
final class ScriptedEvents implements EventSource {
  /// How the reader opened cursors.
  record Opened(@Nullable StreamToken from, Detail detail) {}

  private final Queue<Object> script = new ArrayDeque<>();
  private final List<Opened> opened = new ArrayList<>();
  private StreamToken now = new StreamToken.After("00");
  private int open;

  synchronized ScriptedEvents then(StreamEvent event) {
    script.add(event);
    return this;
  }

  synchronized ScriptedEvents then(DatastoreException failure) {
    script.add(failure);
    return this;
  }

  /// Where the server has got to.
  synchronized ScriptedEvents isAt(StreamToken position) {
    now = position;
    return this;
  }

  synchronized List<Opened> opened() {
    return List.copyOf(opened);
  }

  synchronized int openCursors() {
    return open;
  }

  @Override
  public synchronized Events open(@Nullable StreamToken from, Detail detail) {
    opened.add(new Opened(from, detail));
    open++;
    return new Scripted();
  }

  private synchronized @Nullable StreamEvent following() {
    Object next = script.poll();
    if (next instanceof DatastoreException failure) {
      throw failure;
    }
    return (StreamEvent) next;
  }

  private final class Scripted implements Events {
    private boolean closed;

    @Override
    public @Nullable StreamEvent next() {
      return following();
    }

    @Override
    public StreamToken position() {
      synchronized (ScriptedEvents.this) {
        return now;
      }
    }

    @Override
    public void close() {
      synchronized (ScriptedEvents.this) {
        if (!closed) {
          closed = true;
          open--;
        }
      }
    }
  }
}
