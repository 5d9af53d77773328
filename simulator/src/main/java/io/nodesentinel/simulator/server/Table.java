package io.nodesentinel.simulator.server;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The objects of one kind, and the log of their changes, which watches read.
public final class Table<V> {
  /// One change.
  ///
  /// @param version 0 if it was not told by itself, but comes of a list
  /// @param value what the object is now; what it was last, if it was removed
  public record Change<V>(long version, String key, V value, boolean removed) {}

  private final TreeMap<String, V> objects = new TreeMap<>();
  private final List<Change<V>> log = new ArrayList<>();
  private final LongSupplier versions;
  private final List<Consumer<Change<V>>> listeners = new ArrayList<>();

  Table(LongSupplier versions) {
    this.versions = versions;
  }

  public @Nullable V get(String key) {
    return objects.get(key);
  }

  public List<String> keys() {
    return List.copyOf(objects.keySet());
  }

  public List<V> values() {
    return List.copyOf(objects.values());
  }

  public int size() {
    return objects.size();
  }

  /// Writes an object at the next version.
  public V put(String key, LongFunction<V> atVersion) {
    long version = versions.getAsLong();
    V value = atVersion.apply(version);
    objects.put(key, value);
    add(new Change<>(version, key, value, false));
    return value;
  }

  /// Takes it away; nothing happens if it is not there.
  public void remove(String key) {
    V before = objects.remove(key);
    if (before != null) {
      add(new Change<>(versions.getAsLong(), key, before, true));
    }
  }

  private void add(Change<V> change) {
    log.add(change);
    listeners.forEach(l -> l.accept(change));
  }

  /// Is told of each change when it happens.
  public void onChange(Consumer<Change<V>> listener) {
    listeners.add(listener);
  }

  /// How many changes there were; a watch that has seen so many is up to date.
  public int length() {
    return log.size();
  }

  /// The change with that number, counted from 0.
  public Change<V> change(int number) {
    return log.get(number);
  }
}
