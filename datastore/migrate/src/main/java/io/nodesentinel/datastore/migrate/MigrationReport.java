package io.nodesentinel.datastore.migrate;

import java.util.List;

/// What a run did.
///
/// @param source its name
/// @param table of PostgreSQL
/// @param dryRun nothing was written; `migrated` is what would be
/// @param resumedAfter documents that earlier runs had read already, which this one did not read
/// @param read documents of this run
/// @param migrated documents that this run inserted
/// @param present documents that were there already
/// @param changed of these, whose content there is another
/// @param rejected not in PostgreSQL, for a reason
/// @param rejectedBefore the same, of earlier runs
/// @param rejections the first of this run
/// @param seconds that it took
public record MigrationReport(
    String source,
    String table,
    boolean dryRun,
    long resumedAfter,
    long read,
    long migrated,
    long present,
    long changed,
    long rejected,
    long rejectedBefore,
    List<Rejection> rejections,
    double seconds) {
  public MigrationReport {
    rejections = List.copyOf(rejections);
  }

  /// Everything of the source is in PostgreSQL.
  public boolean isComplete() {
    return rejected == 0 && rejectedBefore == 0;
  }
}
