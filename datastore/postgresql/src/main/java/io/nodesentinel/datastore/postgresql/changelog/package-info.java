/// Reading the changelog so that nothing is lost and nothing comes out of order.
///
/// Transactions take their ids and sequence numbers early and commit in another order, so neither a
/// time nor a sequence number is a safe cursor. Here the cursor is (id of the writing transaction,
/// number of the row), and only rows of transactions below `pg_snapshot_xmin` of the reading
/// snapshot are read: all of those have ended, so nothing can appear below the cursor any more.
///
/// The position is always that of a row of a committed transaction, never of the snapshot: after a
/// crash PostgreSQL hands out again the ids of transactions that left nothing in the log.
@NullMarked
package io.nodesentinel.datastore.postgresql.changelog;

import org.jspecify.annotations.NullMarked;
