package io.nodesentinel.datastore.postgresql.retention;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import javax.sql.DataSource;

/// Removes health events that are older than an age and closed:
///
/// - none of a node that is in a session: whose newest event that began or ended one began it;
/// - a fault only if it was judged and is not held back, or cancelled or released, or never to be
///   acted upon, or if a later healthy event covers all of its entities and codes;
/// - a healthy event only if no older fault of its check on the node is left, for without it that
///   fault would be open again.
///
/// Goes through the table from its old end, some batches in each pass, and begins anew when it has
/// reached what is young. Used by one thread.
public final class EventRetention {
  /// While a batch is removed, readers of changes wait.
  private static final int BATCH = 200;

  private static final int BATCHES = 50;

  private static final Cursor OLDEST =
      new Cursor(OffsetDateTime.of(1, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC), new UUID(0, 0));

  /// Every read of a field accepts both spellings of its key.
  private static final String REMOVE =
      """
      WITH old AS MATERIALIZED (
        SELECT e.id, e.created_at, e.node_name, e.event_type, e.severity, e.node_quarantined,
          e.document -> 'healthevent' AS event,
          e.document #>> '{healtheventstatus,evaluated,reason}' AS verdict
        FROM health_events e
        WHERE e.created_at < now() - make_interval(secs => ?) AND (e.created_at, e.id) > (?, ?)
        ORDER BY e.created_at, e.id LIMIT ?),
      facts AS MATERIALIZED (
        SELECT o.*,
          coalesce(o.event ->> 'isHealthy', o.event ->> 'ishealthy') = 'true' AS healthy,
          coalesce(o.event ->> 'processingStrategy', o.event ->> 'processingstrategy', '0')
            NOT IN ('0', '1', 'UNSPECIFIED', 'EXECUTE_REMEDIATION') AS store_only
        FROM old o),
      busy AS MATERIALIZED (
        SELECT n.node_name FROM (SELECT DISTINCT node_name FROM old) n, LATERAL (
          SELECT s.node_quarantined FROM health_events s
          WHERE s.node_name = n.node_name AND s.node_quarantined IN ('Quarantined', 'UnQuarantined')
          ORDER BY s.created_at DESC, s.id DESC LIMIT 1) AS newest
        WHERE newest.node_quarantined = 'Quarantined'),
      closed AS MATERIALIZED (
        SELECT f.id FROM facts f
        WHERE NOT EXISTS (SELECT FROM busy b WHERE b.node_name = f.node_name)
          AND CASE WHEN f.healthy
            THEN NOT EXISTS (
              SELECT FROM health_events g
              WHERE g.node_name = f.node_name AND g.created_at <= f.created_at
                AND g.event_type IS NOT DISTINCT FROM f.event_type
                AND g.severity IS NOT DISTINCT FROM f.severity
                AND coalesce(g.document #>> '{healthevent,isHealthy}',
                      g.document #>> '{healthevent,ishealthy}', 'false') <> 'true')
            ELSE f.store_only OR f.event IS NULL
              OR f.verdict <> 'Held'
              OR f.node_quarantined IN ('UnQuarantined', 'Cancelled')
              OR EXISTS (
                SELECT FROM health_events h, LATERAL (SELECT h.document -> 'healthevent' AS event) AS d
                WHERE h.node_name = f.node_name AND h.created_at > f.created_at
                  AND h.event_type IS NOT DISTINCT FROM f.event_type
                  AND h.severity IS NOT DISTINCT FROM f.severity
                  AND coalesce(d.event ->> 'isHealthy', d.event ->> 'ishealthy') = 'true'
                  AND d.event ->> 'agent' IS NOT DISTINCT FROM f.event ->> 'agent'
                  AND d.event ->> 'version' IS NOT DISTINCT FROM f.event ->> 'version'
                  AND covers(d.event, f.event, 'entitiesImpacted')
                  AND covers(d.event, f.event, 'errorCode'))
            END),
      removed AS (DELETE FROM health_events e USING closed c WHERE e.id = c.id RETURNING 1)
      SELECT (SELECT count(*) FROM removed), (SELECT count(*) FROM old), l.created_at, l.id
      FROM (SELECT created_at, id FROM old ORDER BY created_at DESC, id DESC LIMIT 1) AS l
      """;

  /// A healthy event that names none closes all; one that names some, those.
  private static final String COVERS =
      """
      (coalesce(%1$s -> '%3$s', %1$s -> lower('%3$s'), '[]') IN ('[]', 'null')
        OR (coalesce(%2$s -> '%3$s', %2$s -> lower('%3$s'), '[]') NOT IN ('[]', 'null')
          AND coalesce(%1$s -> '%3$s', %1$s -> lower('%3$s'))
            @> coalesce(%2$s -> '%3$s', %2$s -> lower('%3$s'))))\
      """;

  private static final String SQL =
      REMOVE
          .replace(
              "covers(d.event, f.event, 'entitiesImpacted')",
              COVERS.formatted("d.event", "f.event", "entitiesImpacted"))
          .replace(
              "covers(d.event, f.event, 'errorCode')",
              COVERS.formatted("d.event", "f.event", "errorCode"));

  private final DataSource pool;
  private final Duration age;
  private Cursor from = OLDEST;

  private record Cursor(OffsetDateTime createdAt, UUID id) {}

  /// @param age by the server's clock
  public EventRetention(DataSource pool, Duration age) {
    this.pool = pool;
    this.age = age;
  }

  /// One pass of bounded length, in transactions of a few hundred rows. Does nothing while another
  /// process is at it.
  ///
  /// @return how many events were removed
  public long run() throws SQLException {
    long removed = 0;
    try (Connection connection = pool.getConnection()) {
      boolean autoCommit = connection.getAutoCommit();
      connection.setAutoCommit(false);
      try {
        boolean more = true;
        for (int batch = 0; batch < BATCHES && more; batch++) {
          Batch done = batch(connection);
          connection.commit();
          removed += done.removed();
          more = done.seen() == BATCH;
          from = more ? done.last() : OLDEST;
        }
      } catch (SQLException failure) {
        connection.rollback();
        throw failure;
      } finally {
        connection.setAutoCommit(autoCommit);
      }
    }
    return removed;
  }

  private record Batch(long removed, long seen, Cursor last) {}

  private Batch batch(Connection connection) throws SQLException {
    if (!OneAtATime.EVENTS.lock(connection)) {
      return new Batch(0, 0, OLDEST);
    }
    try (PreparedStatement remove = connection.prepareStatement(SQL)) {
      remove.setDouble(1, age.toMillis() / 1000.0);
      remove.setObject(2, from.createdAt());
      remove.setObject(3, from.id());
      remove.setInt(4, BATCH);
      try (ResultSet row = remove.executeQuery()) {
        return row.next()
            ? new Batch(
                row.getLong(1),
                row.getLong(2),
                new Cursor(row.getObject(3, OffsetDateTime.class), row.getObject(4, UUID.class)))
            : new Batch(0, 0, OLDEST);
      }
    }
  }
}
