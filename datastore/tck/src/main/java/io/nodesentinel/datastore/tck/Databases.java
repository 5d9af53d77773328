package io.nodesentinel.datastore.tck;

import io.nodesentinel.datastore.spi.DataStore;

/// How the contract's tests get at databases of one provider. Used by one test at a time.
public interface Databases {

  /// Opens a store on a database that is empty: nothing in it, no changes, no positions.
  DataStore openEmpty();

  /// Opens another store on the database of the last [#openEmpty], as after a restart.
  DataStore openAgain();

  /// Forgets all changes so far, so that a client behind them meets a gap.
  ///
  /// @return false if that cannot be done here
  default boolean forgetChanges() {
    return false;
  }

  /// The documents whose changes are watched.
  default NumberedDocuments numbered() {
    return NumberedDocuments.THINGS;
  }
}
