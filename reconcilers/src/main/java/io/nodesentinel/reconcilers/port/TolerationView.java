package io.nodesentinel.reconcilers.port;

import io.nodesentinel.reconcilers.node.Taint;

/// A toleration without an end. An empty key tolerates every key, an empty effect every effect.
///
/// @param exists the operator is `Exists`, so the value does not matter
public record TolerationView(String key, boolean exists, String value, String effect) {

  /// The rule of the API: key, effect and, unless the operator is `Exists`, value agree.
  public boolean tolerates(Taint taint) {
    return (effect.isEmpty() || effect.equals(taint.effect()))
        && (key.isEmpty() ? exists : key.equals(taint.key()))
        && (exists || value.equals(taint.value()));
  }
}
