package io.nodesentinel.datastore.spi;

import io.nodesentinel.datastore.config.DatastoreConfig;
import java.util.List;

/// The schema of the datastores of one provider, for those who apply it themselves. Opening a
/// datastore applies it too; where the operator may not change tables, a person does it first, with
/// an account that may.
public interface DatastoreSchema {

  /// One step that leads to the newest version, and whether a datastore has taken it.
  record Step(String version, String description, boolean applied) {}

  /// All steps as one text, in the language of the datastore.
  String text();

  /// Every step in order, of the datastore as it is. Changes nothing.
  ///
  /// @throws io.nodesentinel.datastore.error.DatastoreException if the datastore does not answer
  List<Step> status(DatastoreConfig config);

  /// Brings the datastore to the newest version; what is there stays.
  ///
  /// @return how many steps were taken now
  /// @throws io.nodesentinel.datastore.error.DatastoreException if the datastore does not answer,
  ///   or a step failed, of which nothing took effect then
  int apply(DatastoreConfig config);
}
