package io.nodesentinel.datastore.migrate;

import java.nio.file.Path;
import java.util.Optional;

/// How to move.
///
/// @param dryRun everything is read, converted and inserted, and each batch is rolled back; so what
///   two documents of different batches have in common is not noticed
/// @param restart from the beginning, whatever an earlier run did
/// @param whileOperatorRuns although an operator follows the target
/// @param rejects where all rejections go, one JSON object a line; empty for nowhere
public record MigrationOptions(
    boolean dryRun, boolean restart, boolean whileOperatorRuns, Optional<Path> rejects) {
  public static final MigrationOptions DEFAULT =
      new MigrationOptions(false, false, false, Optional.empty());
}
