package io.nodesentinel.crds;

/// Which kind of store keeps the events.
public enum ProviderName {
  /// The HealthEvent objects alone.
  kubernetes,
  postgresql,
  mongodb
}
