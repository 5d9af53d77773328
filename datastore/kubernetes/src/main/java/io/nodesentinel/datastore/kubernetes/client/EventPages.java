package io.nodesentinel.datastore.kubernetes.client;

import io.nodesentinel.crds.HealthEvent;
import io.nodesentinel.datastore.client.Cursor;
import io.nodesentinel.datastore.kubernetes.client.EventApi.Page;
import java.util.ArrayDeque;
import java.util.NoSuchElementException;
import java.util.Queue;

/// The objects of a selection, a page at a time.
public final class EventPages implements Cursor<HealthEvent> {
  /// About a megabyte.
  public static final int PAGE = 500;

  private final EventApi api;
  private final Selection selection;
  private final Queue<HealthEvent> page = new ArrayDeque<>();
  private String next = "";
  private boolean begun;
  private boolean closed;

  private EventPages(EventApi api, Selection selection) {
    this.api = api;
    this.selection = selection;
  }

  /// Asks for nothing before the first element is.
  public static Cursor<HealthEvent> of(EventApi api, Selection selection) {
    return selection
        .name()
        .map(name -> Cursor.of(api.get(name).stream().toList()))
        .orElseGet(() -> new EventPages(api, selection));
  }

  @Override
  public boolean hasNext() {
    while (!closed && page.isEmpty() && (!begun || !next.isEmpty())) {
      Page read = api.page(selection, PAGE, next);
      begun = true;
      next = read.next();
      page.addAll(read.items());
    }
    return !closed && !page.isEmpty();
  }

  @Override
  public HealthEvent next() {
    if (!hasNext()) {
      throw new NoSuchElementException("The cursor is at its end.");
    }
    return page.remove();
  }

  @Override
  public void close() {
    closed = true;
    page.clear();
  }
}
