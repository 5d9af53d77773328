package io.nodesentinel.datastore.client;

/// A store of documents. Thread-safe; calls block, so callers use virtual threads for many at once.
public interface DatabaseClient extends DatabaseOperations, AutoCloseable {

  /// Runs `work` so that all it writes takes effect, or, if it throws, nothing. It reads what it
  /// wrote itself, and otherwise the state at its beginning. Two transactions that write the same
  /// document do not both succeed on what they read: one is begun anew, a bounded number of times,
  /// and then fails with TRANSACTION. So `work` may run more than once and must have no effect but
  /// through the operations it is given. They must not be used after it returned; cursors are
  /// closed with it. Transactions do not nest.
  ///
  /// @throws io.nodesentinel.datastore.error.DatastoreException (UNSUPPORTED) if the provider has
  ///   no transactions; what `work` throws is passed on
  <T extends @org.jspecify.annotations.Nullable Object> T withTransaction(Transaction<T> work);

  /// Asks the store for a sign of life.
  ///
  /// @throws io.nodesentinel.datastore.error.DatastoreException if there is none in time
  void ping();

  /// Ends the use of the client; a cursor that was left open may end with it. The connections are
  /// those of its [DataStore][io.nodesentinel.datastore.spi.DataStore], and are closed with that,
  /// whose other parts go on. Closing twice changes nothing.
  @Override
  default void close() {}

  /// What [#withTransaction] runs.
  @FunctionalInterface
  interface Transaction<T extends @org.jspecify.annotations.Nullable Object> {
    T run(DatabaseOperations operations);
  }
}
