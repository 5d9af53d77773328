package io.nodesentinel.datastore.processing;

import io.nodesentinel.datastore.error.DatastoreException;

/// What becomes of a change whose handler threw.
public enum ErrorClass {
  /// Try again, as often as the policy allows, and then set it aside.
  TRANSIENT,
  /// Try again for as long as it takes: not this change is at fault, but what everything needs.
  OUTAGE,
  /// Set it aside at once.
  POISON;

  /// An outage of the store is waited for, and so are credentials or certificates that it refuses;
  /// what may pass by itself is tried again; what the store calls final is set aside. An error that
  /// is not known is tried again.
  public static ErrorClass of(Throwable failure) {
    if (failure instanceof DatastoreException known) {
      return known.isConnectionError() || known.isRefusal()
          ? OUTAGE
          : known.isRetryable() ? TRANSIENT : POISON;
    }
    return TRANSIENT;
  }
}
