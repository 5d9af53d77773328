package io.nodesentinel.datastore.postgresql.changelog;

/// Whose transaction ids these are. Another cluster of servers, a restored dump (new database or
/// table) and a fail-over (new timeline) each number transactions in a way of their own.
///
/// @param system `system_identifier` of the server
/// @param timeline of its write-ahead log
/// @param database OID of the database
/// @param changelog OID of the changelog table
/// @param history changes when a reader finds that the server was put back to an earlier state of
///   itself, which none of the others tells; empty before the first time
record ServerIdentity(String system, long timeline, long database, long changelog, String history) {
  /// Asks the server that a connection leads to.
  static final String SQL =
      """
      SELECT (SELECT system_identifier::text FROM pg_control_system()),
             ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::bigint,
             (SELECT oid::bigint FROM pg_database WHERE datname = current_database()),
             'datastore_changelog'::regclass::oid::bigint,
             coalesce((SELECT server #>> '{server,history}' FROM datastore_changelog_state), '')
      """;

  /// What differs, in words; for the message of a gap.
  String difference(ServerIdentity now) {
    if (!system.equals(now.system)) {
      return "the database is on another server now";
    }
    if (timeline != now.timeline) {
      return "the server was failed over or restored (timeline %d became %d)"
          .formatted(timeline, now.timeline);
    }
    if (!history.equals(now.history)) {
      return "the server was put back to an earlier state, such as from a backup";
    }
    return "the database was made anew, such as from a dump";
  }
}
