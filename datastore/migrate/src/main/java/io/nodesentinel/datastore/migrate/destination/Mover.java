package io.nodesentinel.datastore.migrate.destination;

import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.migrate.Rejection;
import io.nodesentinel.datastore.migrate.convert.Moved;
import io.nodesentinel.datastore.migrate.destination.BatchWriter.Outcome;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Moves batches: each with its position in one transaction, so that a process that ends in the
/// middle of one leaves nothing of it. A dry run does the same and rolls each back, so that it
/// hears what the server would refuse. Not thread-safe.
public final class Mover {
  private final Connection connection;
  private final Moved what;
  private final boolean dry;
  private final Positions positions;
  private final BatchWriter writer;
  private Counts total = Counts.NONE;
  private Document position = Document.empty();
  private Document journalled = Document.empty();

  Mover(Connection connection, Moved what, String source, boolean dry) throws SQLException {
    this.connection = connection;
    this.what = what;
    this.dry = dry;
    this.positions = new Positions(connection, what, source);
    this.writer = new BatchWriter(connection, what);
    connection.commit();
  }

  /// How far earlier runs came.
  public Optional<Progressed> stored() throws SQLException {
    Optional<Progressed> stored = positions.stored();
    connection.commit();
    return stored;
  }

  /// Rows of the table.
  public long rows() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT count(*) FROM " + what.table())) {
      row.next();
      return row.getLong(1);
    } finally {
      connection.commit();
    }
  }

  /// What this run does comes on top of what earlier ones did.
  public void goOn(Progressed before) {
    total = before.counts();
    position = before.position();
    journalled = before.journal();
  }

  /// @return what came of it; it is durable now, unless this is a dry run
  /// @throws SQLException if nothing of it took effect, or, where the connection was lost at the
  ///   end, perhaps all of it
  public Counts move(Batch batch, Journal journal) throws SQLException {
    try {
      Outcome outcome = writer.put(batch.rows());
      List<Rejection> refused = new ArrayList<>(batch.refused());
      refused.addAll(outcome.refused());
      journalled = journal.add(refused);
      journal.add(batch.unfinished());
      Counts lasting = outcome.counts().plus(Counts.rejected(batch.refused().size()));
      total = total.plus(lasting);
      position = batch.position();
      end(false);
      return lasting.plus(Counts.rejected(batch.unfinished().size()));
    } catch (SQLException failure) {
      try {
        connection.rollback();
      } catch (SQLException alsoLost) {
        failure.addSuppressed(alsoLost);
      }
      throw failure;
    }
  }

  /// Notes that the end was reached.
  public void finish() throws SQLException {
    end(true);
  }

  private void end(boolean finished) throws SQLException {
    if (dry) {
      connection.rollback();
    } else {
      positions.store(new Progressed(position, total, journalled, finished, Instant.EPOCH));
      connection.commit();
    }
  }
}
