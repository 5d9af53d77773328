package io.nodesentinel.datastore.query;

import io.nodesentinel.datastore.document.FieldPath;
import io.nodesentinel.datastore.document.Value;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Collects what an update does. Naming a field twice for the same keeps the later value. Not
/// thread-safe; what it builds is immutable.
public final class UpdateBuilder {
  private final Map<FieldPath, Value> set = new LinkedHashMap<>();
  private final Set<FieldPath> unset = new LinkedHashSet<>();
  private final Map<FieldPath, Value> inc = new LinkedHashMap<>();

  private UpdateBuilder() {}

  public static UpdateBuilder update() {
    return new UpdateBuilder();
  }

  /// @param value what [Value#from] takes; null stores a null, it does not remove the field
  public UpdateBuilder set(String path, @Nullable Object value) {
    return set(FieldPath.of(path), Value.from(value));
  }

  public UpdateBuilder set(FieldPath path, Value value) {
    set.put(path, value);
    return this;
  }

  public UpdateBuilder unset(String path) {
    unset.add(FieldPath.of(path));
    return this;
  }

  public UpdateBuilder inc(String path, Number by) {
    inc.put(FieldPath.of(path), Value.from(by));
    return this;
  }

  /// @throws io.nodesentinel.datastore.error.DatastoreException as [Update]
  public Update build() {
    return new Update(set, unset, inc);
  }
}
