package io.nodesentinel.datastore.migrate;

import io.nodesentinel.datastore.migrate.source.Amount;

/// Is told how it goes. Called by one thread.
public interface Progress {
  /// Tells nobody.
  Progress SILENT =
      new Progress() {
        @Override
        public void begin(String what) {}

        @Override
        public void note(String sentence) {}

        @Override
        public void at(Amount amount, long documents) {}
      };

  /// Something else is done from now on.
  ///
  /// @param what such as `moving health_events`
  void begin(String what);

  /// Something that a person should know.
  void note(String sentence);

  /// Now and then.
  ///
  /// @param documents that this run has dealt with
  void at(Amount amount, long documents);
}
