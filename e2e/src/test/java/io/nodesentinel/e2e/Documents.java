package io.nodesentinel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/// A monitor that inserts documents into a PostgreSQL for as long as a test wants, and what was
/// said of them.
final class Documents implements AutoCloseable {
  /// The database of events.
  interface Table {
    /// Runs a statement in it.
    List<List<@Nullable String>> inEvents(String sql, @Nullable Object... parameters);
  }

  private static final String INSERT =
      """
      INSERT INTO health_events (node_name, event_type, severity, recommended_action, document)
      VALUES (?, 'GpuXidError', 'GPU', 'RESTART_VM', jsonb_build_object(
        'createdAt', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        'healthevent', jsonb_build_object(
          'version', 1, 'agent', 'gpu-health-monitor', 'componentClass', 'GPU',
          'checkName', 'GpuXidError', 'isFatal', true, 'isHealthy', false,
          'message', 'a test', 'nodeName', ?, 'recommendedAction', 15, 'processingStrategy', 1,
          'errorCode', jsonb_build_array('79'),
          'generatedTimestamp', jsonb_build_object(
            'seconds', extract(epoch FROM now())::bigint, 'nanos', 0)),
        'healtheventstatus', jsonb_build_object('nodequarantined', NULL)))
      RETURNING id
      """;

  private final Table postgres;
  private final String node;
  private final Thread thread;
  private volatile boolean over;
  private final AtomicInteger inserted = new AtomicInteger();
  private volatile @Nullable RuntimeException failure;

  private Documents(Table postgres, String node) {
    this.postgres = postgres;
    this.node = node;
    this.thread = Thread.ofPlatform().name("monitor").daemon().unstarted(this::run);
  }

  /// Begins; each document follows when the one before it has been judged, so that the operator
  /// always has a write or a read on its way.
  static Documents about(TestNode node, Table postgres) {
    Documents documents = new Documents(postgres, node.name());
    documents.thread.start();
    return documents;
  }

  /// One document.
  ///
  /// @return its id
  static String insert(Table postgres, String node) {
    return String.valueOf(postgres.inEvents(INSERT, node, node).getFirst().getFirst());
  }

  /// What was said of it; empty until then.
  static String said(Table postgres, String id) {
    List<?> row =
        postgres
            .inEvents(
                "SELECT document #>> '{healtheventstatus,evaluated,reason}' FROM health_events"
                    + " WHERE id = CAST(? AS uuid)",
                id)
            .getFirst();
    return row.getFirst() == null ? "" : String.valueOf(row.getFirst());
  }

  private void run() {
    try {
      insertAndAwait();
    } catch (RuntimeException odd) {
      failure = odd;
    }
  }

  private void insertAndAwait() {
    while (!over) {
      String id = insert(postgres, node);
      inserted.incrementAndGet();
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(50))
          .until(() -> over || !said(postgres, id).isEmpty());
    }
  }

  int inserted() {
    return inserted.get();
  }

  @Override
  public void close() {
    over = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    assertThat(failure).isNull();
    assertThat(inserted.get()).isPositive();
  }
}
