package io.nodesentinel.datastore.migrate;

import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.migrate.VerificationReport.Difference;
import io.nodesentinel.datastore.migrate.convert.Conversion;
import io.nodesentinel.datastore.migrate.convert.Moved;
import io.nodesentinel.datastore.migrate.destination.Batch;
import io.nodesentinel.datastore.migrate.destination.Comparison;
import io.nodesentinel.datastore.migrate.destination.Comparison.Kind;
import io.nodesentinel.datastore.migrate.destination.Comparison.Sides;
import io.nodesentinel.datastore.migrate.destination.Target;
import io.nodesentinel.datastore.migrate.source.Amount;
import io.nodesentinel.datastore.migrate.source.Source;
import io.nodesentinel.datastore.postgresql.record.RecordId;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Compares a source with a table, document by document. Changes nothing. Not thread-safe.
public final class Verification {
  private static final int SHOWN = 20;

  private final Target target;
  private final Moved what;
  private final Supplier<? extends Source> sources;
  private final Optional<Path> rejectsFile;
  private final Progress progress;
  private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);
  private final List<Difference> differences = new ArrayList<>();
  private String unit = "document";
  private long read;

  /// @param sources opens the source, from its beginning
  /// @param rejectsFile where all documents go that cannot be moved; empty for nowhere
  public Verification(
      Target target,
      Moved what,
      Supplier<? extends Source> sources,
      Optional<Path> rejectsFile,
      Progress progress) {
    this.target = target;
    this.what = what;
    this.sources = sources;
    this.rejectsFile = rejectsFile;
    this.progress = progress;
  }

  /// @throws io.nodesentinel.datastore.error.DatastoreException with one sentence
  public VerificationReport run() {
    long begin = System.nanoTime();
    try (Source source = sources.get();
        Comparison comparison = target.comparison(what);
        Rejects rejects = new Rejects(rejectsFile, Document.empty())) {
      read(source, comparison, rejects);
      Sides sides = compare(comparison);
      long missing = count(Kind.MISSING);
      long different = count(Kind.DIFFERENT);
      long statusOnly = count(Kind.STATUS);
      return new VerificationReport(
          source.name(),
          what.table(),
          sides.source(),
          sides.repeated(),
          rejects.count(),
          sides.target(),
          sides.source() - missing - different - statusOnly,
          missing,
          different,
          statusOnly,
          count(Kind.EXTRA),
          differences,
          rejects.first(),
          (System.nanoTime() - begin) / 1e9);
    } catch (SQLException failure) {
      throw Target.failure(failure);
    }
  }

  private Sides compare(Comparison comparison) throws SQLException {
    progress.begin("comparing " + what.table());
    long all = read;
    return comparison.compare(this::take, done -> progress.at(new Amount(done, all, false), done));
  }

  private void read(Source source, Comparison comparison, Rejects rejects) throws SQLException {
    try (ReadingAhead batches = ReadingAhead.of(new Batches(source, what, true))) {
      for (Batch batch = batches.next(); batch != null; batch = batches.next()) {
        if (!batch.rows().isEmpty()) {
          unit = batch.rows().getFirst().place().unit();
          comparison.add(batch.rows());
        }
        rejects.add(batch.refused());
        rejects.add(batch.unfinished());
        read += batch.rows().size() + batch.refused().size();
        progress.at(source.amount(), read);
      }
    }
  }

  private void take(Comparison.Difference difference) {
    long before = count(difference.kind());
    counts.put(difference.kind(), before + 1);
    if (before < SHOWN) {
      differences.add(
          new Difference(
              difference.kind(),
              difference.number() == 0 ? "" : unit + " " + difference.number(),
              Conversion.shown(RecordId.implied(difference.record()))));
    }
  }

  private long count(Kind kind) {
    return counts.getOrDefault(kind, 0L);
  }
}
