package io.nodesentinel.datastore.bridge;

import io.nodesentinel.crds.HealthEventStatus;
import io.nodesentinel.crds.NodeQuarantined;
import io.nodesentinel.datastore.EventOrder;
import io.nodesentinel.datastore.StoredEvent;
import io.nodesentinel.datastore.document.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/// The documents in memory, by node and in order: all that are open, and of those that are settled
/// the newest. What is there of a node is always the end of its history, so that no report is there
/// without the healthy event that closed it.
///
/// Documents that are read together are in the order of their times; one that arrives later comes
/// last, unless it was judged before, by another process. Thread-safe.
final class DocumentShelf {
  private static final int REMEMBERED = 20_000;
  private static final Comparator<EventRow> BY_TIME =
      Comparator.comparing(EventRow::event, EventOrder.BY_TIME).thenComparing(EventRow::name);

  private final Map<String, EventRow> byName = new HashMap<>();
  private final Map<String, List<EventRow>> byNode = new HashMap<>();

  /// Nodes with events, the one whose events changed last at the end.
  private final LinkedHashSet<String> touched = new LinkedHashSet<>();

  /// What came of events, longer than they are in memory: a server that was restored from a backup
  /// knows less.
  private final Map<String, HealthEventStatus> verdicts = new LinkedHashMap<>();

  private final Set<String> readNodes = new HashSet<>();
  private boolean allRead;

  /// Begins anew: no node is read, what is in memory stays.
  synchronized void unread() {
    allRead = false;
    readNodes.clear();
  }

  /// What is open of these nodes.
  ///
  /// @return rows that are stored without what came of them, though that is known
  synchronized List<EventRow> read(Collection<String> nodes, Collection<EventRow> rows) {
    List<EventRow> forgotten = new ArrayList<>();
    for (EventRow row : rows.stream().sorted(BY_TIME).toList()) {
      EventRow known = known(row);
      if (known.isJudged() && !row.isJudged()) {
        forgotten.add(known);
      }
      EventRow before = byName.get(row.name());
      if (before != null) {
        replace(before, known);
      } else if (known.isJudged()) {
        insertByTime(known);
      } else {
        append(known);
      }
    }
    readNodes.addAll(nodes);
    return forgotten;
  }

  private EventRow known(EventRow row) {
    HealthEventStatus verdict = row.isJudged() ? null : verdicts.get(row.name());
    return verdict == null ? row : row.remembered(verdict);
  }

  /// Everything that is open was read.
  synchronized void allRead() {
    allRead = true;
  }

  synchronized boolean isRead(String nodeName) {
    return allRead || readNodes.contains(nodeName);
  }

  /// Takes in a document as it is now.
  ///
  /// @return false if that is known
  synchronized boolean put(EventRow found) {
    EventRow row = known(found);
    EventRow before = byName.get(row.name());
    if (before == null) {
      if (row.isJudged()) {
        insertByTime(row);
      } else {
        append(row);
      }
      return true;
    }
    if (before.basis().equals(row.basis())
        && before.event().status().equals(row.event().status())
        && before.event().event().equals(row.event().event())) {
      return false;
    }
    replace(before, row);
    return true;
  }

  /// Our own write took effect.
  synchronized void written(EventRow row) {
    if (row.isJudged()) {
      verdicts.remove(row.name());
      verdicts.put(row.name(), row.event().status());
      if (verdicts.size() > REMEMBERED) {
        verdicts.remove(verdicts.keySet().iterator().next());
      }
    }
    EventRow before = byName.get(row.name());
    if (before != null) {
      replace(before, row);
    }
    notifyAll();
  }

  /// It is not stored any more, because somebody deleted it.
  ///
  /// @return the node that it was about
  synchronized Optional<String> remove(String name) {
    EventRow row = byName.remove(name);
    if (row == null) {
      return Optional.empty();
    }
    List<EventRow> rows = rowsOf(row.nodeName());
    rows.remove(place(rows, name));
    dropIfEmpty(row.nodeName());
    return Optional.of(row.nodeName());
  }

  /// It is not stored any more, though nobody said that it was deleted: what came of it still
  /// counts.
  synchronized void lost(String name) {
    EventRow row = byName.get(name);
    if (row == null || row.isJudged()) {
      if (row != null) {
        replace(row, row.lost());
      }
      return;
    }
    remove(name);
  }

  synchronized @Nullable EventRow get(String name) {
    return byName.get(name);
  }

  /// The ids of what is in memory.
  synchronized List<Value> ids() {
    return byName.values().stream().map(EventRow::id).toList();
  }

  /// The events of a node, oldest first; their order is their place.
  synchronized List<StoredEvent> ofNode(String nodeName) {
    List<EventRow> rows = byNode.getOrDefault(nodeName, List.of());
    List<StoredEvent> events = new ArrayList<>(rows.size());
    for (EventRow row : rows) {
      StoredEvent e = row.event();
      events.add(
          new StoredEvent(e.ref(), events.size() + 1L, e.createdAt(), e.event(), e.status()));
    }
    return events;
  }

  synchronized List<String> nodes() {
    return List.copyOf(byNode.keySet());
  }

  synchronized int size() {
    return byName.size();
  }

  /// Events that nobody judged yet.
  synchronized long unjudged() {
    return byName.values().stream().filter(row -> !row.isJudged()).count();
  }

  /// Waits until not more than so many are unjudged, or for as long as is said.
  synchronized void awaitJudgement(int most, Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    long left = patience.toMillis();
    while (unjudged() > most && left > 0) {
      wait(left);
      left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
    }
  }

  /// Forgets settled events, of each node the oldest first, until there are so many.
  ///
  /// @param needed by node and name: something is still to be done with the event
  synchronized void trim(int most, BiPredicate<String, String> needed) {
    Iterator<String> eldest = List.copyOf(touched).iterator();
    while (byName.size() > most && eldest.hasNext()) {
      String nodeName = eldest.next();
      List<EventRow> rows = rowsOf(nodeName);
      int settled = settled(rows, needed);
      List<EventRow> oldest = rows.subList(0, settled);
      oldest.forEach(row -> byName.remove(row.name()));
      oldest.clear();
      dropIfEmpty(nodeName);
    }
  }

  private static int settled(List<EventRow> rows, BiPredicate<String, String> needed) {
    int end = sessionStart(rows);
    for (int i = 0; i < end; i++) {
      EventRow row = rows.get(i);
      if (!row.isJudged() || needed.test(row.nodeName(), row.name())) {
        return i;
      }
    }
    return end;
  }

  /// Where the session that is open begins; at the end if none is.
  private static int sessionStart(List<EventRow> rows) {
    for (int i = rows.size() - 1; i >= 0; i--) {
      NodeQuarantined said = rows.get(i).event().status().nodeQuarantined();
      if (said == NodeQuarantined.Quarantined) {
        return i;
      }
      if (said == NodeQuarantined.UnQuarantined || said == NodeQuarantined.Cancelled) {
        return rows.size();
      }
    }
    return rows.size();
  }

  private void append(EventRow row) {
    add(row, rowsOf(row.nodeName()).size());
  }

  private void insertByTime(EventRow row) {
    List<EventRow> rows = rowsOf(row.nodeName());
    int place = 0;
    while (place < rows.size() && BY_TIME.compare(rows.get(place), row) <= 0) {
      place++;
    }
    add(row, place);
  }

  private void add(EventRow row, int place) {
    byName.put(row.name(), row);
    rowsOf(row.nodeName()).add(place, row);
    touch(row.nodeName());
  }

  private void replace(EventRow before, EventRow found) {
    // It arrived when it did, however its writer's clock goes.
    EventRow now = found.arrivedAt(before.event().createdAt());
    if (!before.nodeName().equals(now.nodeName())) {
      remove(before.name());
      append(now);
      return;
    }
    byName.put(now.name(), now);
    List<EventRow> rows = rowsOf(now.nodeName());
    rows.set(place(rows, now.name()), now);
    touch(now.nodeName());
  }

  private void touch(String nodeName) {
    touched.remove(nodeName);
    touched.add(nodeName);
  }

  private List<EventRow> rowsOf(String nodeName) {
    return byNode.computeIfAbsent(nodeName, _ -> new ArrayList<>());
  }

  private void dropIfEmpty(String nodeName) {
    if (rowsOf(nodeName).isEmpty()) {
      byNode.remove(nodeName);
      touched.remove(nodeName);
    }
  }

  private static int place(List<EventRow> rows, String name) {
    for (int i = rows.size() - 1; i >= 0; i--) {
      if (rows.get(i).name().equals(name)) {
        return i;
      }
    }
    throw new IllegalStateException("event " + name + " is not among those of its node");
  }
}
