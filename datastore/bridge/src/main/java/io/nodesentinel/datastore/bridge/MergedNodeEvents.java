package io.nodesentinel.datastore.bridge;

import io.nodesentinel.crds.HealthEventStatus;
import io.nodesentinel.datastore.EventOrder;
import io.nodesentinel.datastore.EventRef;
import io.nodesentinel.datastore.NodeEvents;
import io.nodesentinel.datastore.StatusChange;
import io.nodesentinel.datastore.StatusWrite;
import io.nodesentinel.datastore.StoreException;
import io.nodesentinel.datastore.StoredEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Events that are objects and events that are documents, in one order per node. See
/// `docs/decisions/0005`. Thread-safe; looks at one node must not overlap.
public final class MergedNodeEvents implements NodeEvents {
  private final NodeEvents objects;
  private final NodeEvents documents;
  private final Map<String, MergedOrder> orders = new ConcurrentHashMap<>();

  public MergedNodeEvents(NodeEvents objects, NodeEvents documents) {
    this.objects = objects;
    this.documents = documents;
  }

  @Override
  public List<StoredEvent> eventsOf(String nodeName) {
    List<StoredEvent> ofObjects = objects.eventsOf(nodeName);
    List<StoredEvent> ofDocuments = documents.eventsOf(nodeName);
    if (ofObjects.isEmpty() && ofDocuments.isEmpty()) {
      // Its last number is kept: what comes next must not look older than what was folded.
      return List.of();
    }
    return orders.computeIfAbsent(nodeName, _ -> new MergedOrder()).of(ofObjects, ofDocuments);
  }

  @Override
  public boolean isComplete(String nodeName) {
    return objects.isComplete(nodeName) && documents.isComplete(nodeName);
  }

  @Override
  public StatusWrite writeStatus(EventRef ref, HealthEventStatus status) {
    return sourceOf(ref).writeStatus(ref, status);
  }

  @Override
  public List<StatusWrite> writeStatuses(List<StatusChange> changes) {
    List<StatusChange> ofObjects = new ArrayList<>();
    List<StatusChange> ofDocuments = new ArrayList<>();
    changes.forEach(c -> (DocumentIds.isDocument(c.ref().id()) ? ofDocuments : ofObjects).add(c));
    @Nullable StoreException failure = null;
    List<StatusWrite> written = List.of();
    if (!ofDocuments.isEmpty()) {
      try {
        written = documents.writeStatuses(ofDocuments);
      } catch (StoreException unwritten) {
        // The objects do not wait for it.
        failure = unwritten;
      }
    }
    List<StatusWrite> rest = ofObjects.isEmpty() ? List.of() : objects.writeStatuses(ofObjects);
    if (failure != null) {
      throw failure;
    }
    List<StatusWrite> results = new ArrayList<>();
    int document = 0;
    int object = 0;
    for (StatusChange change : changes) {
      results.add(
          DocumentIds.isDocument(change.ref().id()) ? written.get(document++) : rest.get(object++));
    }
    return results;
  }

  @Override
  public boolean writesAsOne() {
    return documents.writesAsOne();
  }

  private NodeEvents sourceOf(EventRef ref) {
    return DocumentIds.isDocument(ref.id()) ? documents : objects;
  }

  /// The order of one node's events, by the numbers that they were given when they were first seen.
  private static final class MergedOrder {
    private static final long SPACING = 1L << 20;

    private Map<Key, Long> numbers = Map.of();
    private long last;

    /// A name can be used again once its event is gone.
    private record Key(String name, Instant createdAt) {
      static Key of(StoredEvent event) {
        return new Key(event.ref().id(), event.createdAt());
      }
    }

    synchronized List<StoredEvent> of(List<StoredEvent> a, List<StoredEvent> b) {
      List<StoredEvent> merged = merge(a, b);
      Map<Key, Long> now = new HashMap<>();
      List<StoredEvent> numbered = new ArrayList<>(merged.size());
      long before = 0;
      for (int i = 0; i < merged.size(); i++) {
        StoredEvent event = merged.get(i);
        Long known = numbers.get(Key.of(event));
        long number;
        if (known != null) {
          number = known;
        } else {
          Long next = nextKnown(merged, i);
          // What comes last comes after everything that ever was.
          number = next == null ? Math.max(last, before) + SPACING : before + (next - before) / 2;
        }
        now.put(Key.of(event), number);
        before = Math.max(before, number);
        last = Math.max(last, number);
        numbered.add(
            new StoredEvent(event.ref(), number, event.createdAt(), event.event(), event.status()));
      }
      numbers = now;
      numbered.sort(Comparator.comparingLong(StoredEvent::order));
      return numbered;
    }

    private @Nullable Long nextKnown(List<StoredEvent> merged, int from) {
      for (int i = from + 1; i < merged.size(); i++) {
        Long known = numbers.get(Key.of(merged.get(i)));
        if (known != null) {
          return known;
        }
      }
      return null;
    }

    /// Both are in an order already, which stays.
    private List<StoredEvent> merge(List<StoredEvent> a, List<StoredEvent> b) {
      List<StoredEvent> merged = new ArrayList<>(a.size() + b.size());
      int i = 0;
      int j = 0;
      while (i < a.size() && j < b.size()) {
        merged.add(isFirst(a.get(i), b.get(j)) ? a.get(i++) : b.get(j++));
      }
      merged.addAll(a.subList(i, a.size()));
      merged.addAll(b.subList(j, b.size()));
      return merged;
    }

    private boolean isFirst(StoredEvent a, StoredEvent b) {
      Long ofA = numbers.get(Key.of(a));
      Long ofB = numbers.get(Key.of(b));
      if (ofA != null && ofB != null) {
        return ofA <= ofB;
      }
      // Where the times do not tell, what arrives now comes after what was there.
      if (EventOrder.compareTimes(a, b) == 0) {
        if (ofA != null && isNew(b)) {
          return true;
        }
        if (ofB != null && isNew(a)) {
          return false;
        }
      }
      return EventOrder.compareAcross(a, b) <= 0;
    }

    /// What another process judged has its place by that.
    private static boolean isNew(StoredEvent event) {
      return EventOrder.evaluated(event).isEmpty();
    }
  }
}
