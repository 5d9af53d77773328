package io.nodesentinel.datastore.config;

/// A text that must not be shown: it prints as `***`.
public record Secret(String reveal) {
  public static final Secret NONE = new Secret("");

  public boolean isEmpty() {
    return reveal.isEmpty();
  }

  @Override
  public String toString() {
    return isEmpty() ? "" : "***";
  }
}
