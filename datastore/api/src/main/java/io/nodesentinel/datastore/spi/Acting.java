package io.nodesentinel.datastore.spi;

/// The word of a process that it acts on what is reported in a store. While it stands, nobody moves
/// history there, which would look like news. It ends when it is closed, and with the process.
public interface Acting extends AutoCloseable {
  /// Of a store that nobody moves history into.
  Acting UNASKED =
      new Acting() {
        @Override
        public void check() {}

        @Override
        public void close() {}
      };

  /// Whether it still stands. Asks the store.
  ///
  /// @throws io.nodesentinel.datastore.error.DatastoreException if that is not known: whoever acts
  ///   then closes this, asks again for [DataStore#act], and reads anew
  void check();

  @Override
  void close();
}
