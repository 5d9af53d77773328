package io.nodesentinel.datastore.postgresql.changelog;

import java.util.List;

/// What one read of the changelog found, all of it at one snapshot.
///
/// @param end position after the last row read, poisoned ones included; the start if there is none
/// @param more the read stopped at a bound, so more may be there already
/// @param hidden committed or open changes wait for an older transaction to end
/// @param floor changes up to here may have been removed
/// @param ceiling transaction ids from here on were not handed out yet
record Batch(
    List<ChangelogRow> rows,
    StreamPosition end,
    boolean more,
    boolean hidden,
    StreamPosition floor,
    long ceiling) {}
