package io.nodesentinel.datastore.bridge;

import io.nodesentinel.crds.HealthEventStatus;
import io.nodesentinel.datastore.client.InsertResult;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.event.HealthEventCodec;
import io.nodesentinel.datastore.event.HealthEventShape;
import io.nodesentinel.datastore.event.HealthEventStore;
import io.nodesentinel.datastore.event.StoredHealthEvent;
import io.nodesentinel.datastore.query.Filter;
import io.nodesentinel.datastore.query.FindOptions;
import io.nodesentinel.datastore.spi.DataStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Records in the store what is reported as objects, and what came of it; in a thread of its own,
/// and nobody waits for it. What is asked is *bring this node up to date*, so that nothing is lost
/// by an outage but time, and a restart repeats nothing that is recorded.
final class ObjectRecorder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ObjectRecorder.class);
  private static final int NODES_AT_ONCE = 50;
  private static final Duration AT_MOST = Duration.ofSeconds(1);

  private final Opening opening;
  private final Surroundings around;
  private final SourceState state;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition more = lock.newCondition();
  private final LinkedHashSet<String> dirty = new LinkedHashSet<>();
  private final Set<String> underWay = new HashSet<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Pace pace = new Pace(closing);
  private final Thread thread =
      Thread.ofPlatform().name("datastore-recorder").daemon().unstarted(this::run);

  /// What is recorded, by node and UID. Of the thread only.
  private final Map<String, Map<String, HealthEventStatus>> recorded = new HashMap<>();

  private final Refusals refusals = new Refusals();

  ObjectRecorder(Opening opening, Surroundings around, SourceState state) {
    this.opening = opening;
    this.around = around;
    this.state = state;
  }

  void start() {
    thread.start();
  }

  /// The objects of a node are others than before.
  void changed(String nodeName) {
    lock.lock();
    try {
      dirty.add(nodeName);
      more.signal();
    } finally {
      lock.unlock();
    }
  }

  /// Nodes that are still to be brought up to date.
  int pending() {
    lock.lock();
    try {
      return dirty.size() + underWay.size();
    } finally {
      lock.unlock();
    }
  }

  /// Objects that the store could not hold, so far.
  long refused() {
    return refusals.count();
  }

  /// The newest state of the node's objects may not be recorded.
  boolean isPending(String nodeName) {
    lock.lock();
    try {
      return dirty.contains(nodeName) || underWay.contains(nodeName);
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    try {
      while (closing.getCount() > 0) {
        List<String> nodes = awaitWork();
        if (nodes.isEmpty()) {
          continue;
        }
        try {
          record(nodes, opening.open());
          done(nodes);
          pace.wentWell();
        } catch (DatastoreException failure) {
          putBack(nodes);
          LOG.warn("health events are not recorded yet: {}", failure.getMessage());
          pace.awaitNextTry();
        } catch (RuntimeException defect) {
          putBack(nodes);
          LOG.error("recording health events failed", defect);
          pace.awaitNextTry();
        }
      }
    } catch (InterruptedException _) {
      LOG.debug("recording health events ends");
    }
  }

  /// Nodes to bring up to date; none for now, if this replica does not lead or the store is away.
  private List<String> awaitWork() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = AT_MOST.toNanos();
      while (!mayRecord() && left > 0) {
        left = more.awaitNanos(left);
      }
      if (!mayRecord()) {
        return List.of();
      }
      List<String> nodes = dirty.stream().limit(NODES_AT_ONCE).toList();
      nodes.forEach(dirty::remove);
      underWay.addAll(nodes);
      return nodes;
    } finally {
      lock.unlock();
    }
  }

  private boolean mayRecord() {
    return !dirty.isEmpty() && around.leading().getAsBoolean() && state.isAnswering();
  }

  private void putBack(List<String> nodes) {
    nodes.forEach(this::changed);
    done(nodes);
  }

  private void done(List<String> nodes) {
    lock.lock();
    try {
      nodes.forEach(underWay::remove);
    } finally {
      lock.unlock();
    }
  }

  private void record(List<String> nodes, DataStore store) {
    HealthEventStore events = store.healthEvents();
    Map<String, ObjectEvent> unknown = new HashMap<>();
    List<ObjectEvent> outdated = new ArrayList<>();
    for (String node : nodes) {
      Map<String, HealthEventStatus> known = recorded.computeIfAbsent(node, _ -> new HashMap<>());
      List<ObjectEvent> objects = around.objects().apply(node);
      known.keySet().retainAll(objects.stream().map(ObjectEvent::uid).toList());
      for (ObjectEvent object : objects) {
        HealthEventStatus before = known.get(object.uid());
        if (before == null) {
          unknown.put(object.uid(), object);
        } else if (!before.equals(object.event().status())) {
          outdated.add(object);
        }
      }
      if (known.isEmpty() && objects.isEmpty()) {
        recorded.remove(node);
      }
    }
    insertApart(events, unknown, outdated);
    for (ObjectEvent object : outdated) {
      try {
        update(events, object);
      } catch (DatastoreException failure) {
        refuse(object, failure);
      }
    }
  }

  /// Inserts all at once; if the store refuses something of them, halves of them, so that one that
  /// cannot be recorded keeps no other from being recorded.
  private void insertApart(
      HealthEventStore events, Map<String, ObjectEvent> unknown, List<ObjectEvent> outdated) {
    try {
      insert(events, unknown, outdated);
    } catch (DatastoreException failure) {
      if (unknown.size() == 1) {
        refuse(unknown.values().iterator().next(), failure);
        return;
      }
      if (!Refusals.concernsOne(failure)) {
        throw failure;
      }
      Map<String, ObjectEvent> half = new HashMap<>();
      Map<String, ObjectEvent> rest = new HashMap<>();
      unknown.forEach(
          (uid, object) -> (half.size() < unknown.size() / 2 ? half : rest).put(uid, object));
      insertApart(events, half, outdated);
      insertApart(events, rest, outdated);
    }
  }

  /// What the store can never hold is left alone until it is another; anything else is the failure
  /// of the whole, which is tried again.
  private void refuse(ObjectEvent object, DatastoreException failure) {
    if (!Refusals.concernsOne(failure)) {
      throw failure;
    }
    refusals.add(object, failure);
    remember(object);
  }

  /// Those that an earlier process recorded may have changed since.
  private void insert(
      HealthEventStore events, Map<String, ObjectEvent> unknown, List<ObjectEvent> outdated) {
    if (unknown.isEmpty()) {
      return;
    }
    InsertResult result =
        events.createAll(unknown.values().stream().map(ObjectCopies::of).toList());
    if (result.duplicates() == 0) {
      unknown.values().forEach(this::remember);
      return;
    }
    Map<String, HealthEventStatus> stored = new HashMap<>();
    Filter copies = keys(unknown.keySet());
    for (StoredHealthEvent copy : events.byQuery(copies, FindOptions.DEFAULT).toList()) {
      stored.put(ObjectCopies.uid(copy), copy.status());
    }
    for (ObjectEvent object : unknown.values()) {
      if (isSaid(object, stored.get(object.uid()), events.shape())) {
        remember(object);
      } else {
        outdated.add(object);
      }
    }
  }

  private static boolean isSaid(
      ObjectEvent object, @Nullable HealthEventStatus stored, HealthEventShape shape) {
    return stored != null
        && HealthEventCodec.statusFields(stored, shape)
            .entrySet()
            .containsAll(HealthEventCodec.statusFields(object.event().status(), shape).entrySet());
  }

  private void update(HealthEventStore events, ObjectEvent object) {
    if (!HealthEventCodec.statusFields(object.event().status(), events.shape()).isEmpty()) {
      long matched = events.updateStatuses(keys(Set.of(object.uid())), object.event().status());
      LOG.trace("{} copies of {} are up to date", matched, object.event().ref().id());
    }
    remember(object);
  }

  private void remember(ObjectEvent object) {
    recorded
        .computeIfAbsent(object.event().event().nodeName(), _ -> new HashMap<>())
        .put(object.uid(), object.event().status());
  }

  private static Filter keys(Set<String> uids) {
    return new Filter.In(
        HealthEventShape.idempotencyKey(), uids.stream().<Value>map(Value::of).toList());
  }

  @Override
  public void close() {
    closing.countDown();
    thread.interrupt();
  }
}
