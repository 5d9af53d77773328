package io.nodesentinel.simulator.replica;

import io.nodesentinel.simulator.server.Table;
import io.nodesentinel.simulator.server.Table.Change;
import io.nodesentinel.simulator.world.Chance;
import io.nodesentinel.simulator.world.Noise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// One informer: a list, then the changes since, in their order, some time later. The stream may
/// lag, leave intermediate states out, repeat itself, and break; after a break too long ago for the
/// server's memory the whole list comes again, in the order of names, a page at a time.
final class Watch<V> {
  private static final int PAGE = 2;

  private final Table<V> table;
  private final Life life;
  private final Chance chance;
  private final Noise noise;
  private final Consumer<Change<V>> handler;
  private final Supplier<Stream<String>> known;
  private int seen;
  private boolean awake;
  private boolean stalled;
  private boolean listing;

  /// @param handler takes a change in
  /// @param known the names in memory
  Watch(
      Table<V> table,
      Life life,
      Chance chance,
      Noise noise,
      Consumer<Change<V>> handler,
      Supplier<Stream<String>> known) {
    this.table = table;
    this.life = life;
    this.chance = chance;
    this.noise = noise;
    this.handler = handler;
    this.known = known;
    table.onChange(change -> wake());
  }

  /// The first list, complete.
  void list() {
    seen = table.length();
    for (String key : table.keys()) {
      take(key);
    }
  }

  private void take(String key) {
    V value = table.get(key);
    if (value != null) {
      handler.accept(new Change<>(0, key, value, false));
    }
  }

  private void wake() {
    if (!awake && !stalled && life.isAlive()) {
      awake = true;
      life.later(chance.skewedMillis(noise.lag()), this::deliver);
    }
  }

  private void deliver() {
    awake = false;
    if (stalled || listing) {
      return;
    }
    int until = seen + 1 + chance.below(Math.max(1, table.length() - seen));
    until = Math.min(until, table.length());
    int from = chance.oneIn(noise.repeatedOneIn()) ? Math.max(0, seen - 1) : seen;
    List<Change<V>> changes = new ArrayList<>();
    for (int i = from; i < until; i++) {
      changes.add(table.change(i));
    }
    seen = until;
    if (chance.oneIn(noise.mergedOneIn())) {
      changes = merged(changes);
    }
    changes.forEach(handler);
    if (seen < table.length()) {
      wake();
    }
  }

  /// Only the last state of each object, in the order of those. No removal is left out: the object
  /// that is made under the name afterwards is another one, and its removal says nothing of the
  /// first.
  private static <V> List<Change<V>> merged(List<Change<V>> changes) {
    TreeMap<String, Long> last = new TreeMap<>();
    changes.forEach(c -> last.put(c.key(), c.version()));
    return changes.stream()
        .filter(c -> c.removed() || Objects.equals(c.version(), last.get(c.key())))
        .toList();
  }

  /// The stream stops, and goes on later.
  void stall(Duration duration, boolean expired) {
    if (stalled || listing) {
      return;
    }
    stalled = true;
    life.later(
        duration,
        () -> {
          stalled = false;
          if (expired) {
            listAgain();
          } else {
            wake();
          }
        });
  }

  /// The server has forgotten where the stream was (410).
  private void listAgain() {
    listing = true;
    List<Change<V>> list = new ArrayList<>();
    for (String key : table.keys()) {
      V value = table.get(key);
      if (value != null) {
        list.add(new Change<>(0, key, value, false));
      }
    }
    int at = table.length();
    page(list, 0, at);
  }

  private void page(List<Change<V>> list, int from, int at) {
    int until = Math.min(list.size(), from + PAGE);
    list.subList(from, until).forEach(handler);
    if (until < list.size()) {
      life.later(chance.millis(1, 20), () -> page(list, until, at));
      return;
    }
    Set<String> there = new HashSet<>(list.stream().map(Change::key).toList());
    List<String> gone = known.get().filter(k -> !there.contains(k)).toList();
    gone.forEach(key -> handler.accept(new Change<>(0, key, lastOf(key), true)));
    seen = at;
    listing = false;
    if (seen < table.length()) {
      wake();
    }
  }

  private V lastOf(String key) {
    for (int i = table.length() - 1; i >= 0; i--) {
      if (table.change(i).key().equals(key)) {
        return table.change(i).value();
      }
    }
    throw new IllegalStateException("never was: " + key);
  }
}
