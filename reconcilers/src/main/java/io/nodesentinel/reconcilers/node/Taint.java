package io.nodesentinel.reconcilers.node;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A taint on a node. `key` and `effect` identify it; `value` may be empty, never null.
///
/// @param timeAdded carried along, because the whole list is written at once and the time of
///   somebody else's `NoExecute` taint must survive that; no part of equality. Null if there is
///   none
public record Taint(String key, String value, String effect, @Nullable String timeAdded) {

  public Taint(String key, String value, String effect) {
    this(key, value, effect, null);
  }

  /// True if both name the same taint: the API server allows one value for each key and effect.
  public boolean sameIdentity(Taint other) {
    return key.equals(other.key) && effect.equals(other.effect);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Taint taint && sameIdentity(taint) && value.equals(taint.value);
  }

  @Override
  public int hashCode() {
    return Objects.hash(key, value, effect);
  }

  @Override
  public String toString() {
    return value.isEmpty() ? key + ":" + effect : key + "=" + value + ":" + effect;
  }
}
