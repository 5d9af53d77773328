package io.nodesentinel.datastore.kubernetes.change;

import io.nodesentinel.datastore.kubernetes.client.ConfigMapStore;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The positions of clients by their names. Thread-safe.
final class ClientPositions {
  private final ConfigMapStore store;

  ClientPositions(ConfigMapStore store) {
    this.store = store;
  }

  /// The position of a client; empty if it has none that can be read.
  Optional<StreamToken> stored(String client) {
    return position(store.read().get(client));
  }

  private static Optional<StreamToken> position(@Nullable String text) {
    return Optional.ofNullable(text).flatMap(StreamToken::read);
  }

  /// Stores a first position, so that a crash before anything was handled loses nothing. One that
  /// is there stays.
  void register(String client, StreamToken token) {
    store.change(
        texts -> position(texts.get(client)).isPresent() ? null : texts.put(client, token.text()));
  }

  /// Stores a position.
  ///
  /// @param replaces whatever is there; otherwise a later one stays
  void store(String client, StreamToken token, boolean replaces) {
    store.change(texts -> {
      boolean later = position(texts.get(client)).filter(old -> !old.isBefore(token)).isPresent();
      return later && !replaces ? null : texts.put(client, token.text());
    });
  }
}
