package io.nodesentinel.datastore.processing;

import io.nodesentinel.datastore.change.Change;

/// What a program does with changes. Called for one key at a time, for several keys at once.
///
/// A change may come again after a crash, so handling it twice must be harmless.
public interface ChangeHandler {

  /// Handles one change. Returning means that it is handled for good.
  ///
  /// @throws Exception as [ErrorClass#of] reads it; an [InterruptedException] ends the processor
  void handle(Change.Changed change) throws Exception;

  /// Changes are missing: reads the collection anew. No change is handled meanwhile. By default
  /// nothing is done, which is right only for handlers that may miss changes.
  ///
  /// @throws Exception then it is called again, after a wait
  default void rescan(Change.HistoryGap gap) throws Exception {}
}
