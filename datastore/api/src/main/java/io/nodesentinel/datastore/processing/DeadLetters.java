package io.nodesentinel.datastore.processing;

import java.util.List;
import java.util.function.Predicate;

/// Where changes wait that no attempt could handle, so that they stall nobody and are not lost.
/// Thread-safe.
public interface DeadLetters {

  /// Keeps a letter durably; the same change of the same client is kept once, as it was last.
  ///
  /// @throws io.nodesentinel.datastore.error.DatastoreException if that fails; the change is then
  ///   still open
  void add(DeadLetter letter);

  /// The oldest letters of a client.
  List<DeadLetter> of(String client, int limit);

  long count(String client);

  /// Offers each letter of a client again, oldest first, and removes those that are taken.
  ///
  /// @param handler true if it is handled now; if it throws, replaying ends and the rest stays
  /// @return how many were taken
  int replay(String client, Predicate<DeadLetter> handler);
}
