package io.nodesentinel.datastore.migrate;

import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.migrate.convert.Moved;
import io.nodesentinel.datastore.migrate.destination.Batch;
import io.nodesentinel.datastore.migrate.destination.Counts;
import io.nodesentinel.datastore.migrate.destination.Mover;
import io.nodesentinel.datastore.migrate.destination.Progressed;
import io.nodesentinel.datastore.migrate.destination.Target;
import io.nodesentinel.datastore.migrate.source.Source;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/// Moves the documents of one source. Running it again is harmless: it goes on where the last run
/// ended, and what is there already stays as it is. Not thread-safe.
public final class Migration {
  private final Target target;
  private final Moved what;
  private final Supplier<? extends Source> sources;
  private final MigrationOptions options;
  private final Progress progress;

  /// @param sources opens the source, from its beginning
  public Migration(
      Target target,
      Moved what,
      Supplier<? extends Source> sources,
      MigrationOptions options,
      Progress progress) {
    this.target = target;
    this.what = what;
    this.sources = sources;
    this.options = options;
    this.progress = progress;
  }

  /// @throws DatastoreException with one sentence; what was moved until then stays, and the next
  ///   run goes on behind it
  public MigrationReport run() {
    try {
      target.claim();
      if (!options.whileOperatorRuns() && !options.dryRun()) {
        // History that arrives in the order of a file is no news, but an operator would take it as
        // such: a fault first, and its recovery much later.
        target.shutOutOperators();
      }
      return move();
    } catch (SQLException failure) {
      throw Target.failure(failure);
    }
  }

  private MigrationReport move() throws SQLException {
    long begin = System.nanoTime();
    Source source = sources.get();
    try {
      Mover mover = target.mover(what, source.name(), options.dryRun());
      Optional<Progressed> before =
          options.restart() || options.dryRun() ? Optional.empty() : usable(source, mover);
      if (before.isPresent() && !source.resume(before.get().position())) {
        source.close();
        source = sources.get();
        beginAnew(source, before.get(), "belongs to other content of that name");
        before = Optional.empty();
      }
      before.ifPresent(progressed -> goOn(mover, progressed));
      Document journal = before.map(Progressed::journal).orElse(Document.empty());
      try (Rejects rejects = new Rejects(options.rejects(), journal)) {
        Counts counts = moveAll(source, mover, rejects);
        Counts earlier = before.map(Progressed::counts).orElse(Counts.NONE);
        return new MigrationReport(
            source.name(),
            what.table(),
            options.dryRun(),
            earlier.read(),
            counts.read(),
            counts.migrated(),
            counts.present(),
            counts.changed(),
            counts.rejected(),
            earlier.rejected(),
            rejects.first(),
            (System.nanoTime() - begin) / 1e9);
      }
    } finally {
      source.close();
    }
  }

  private Counts moveAll(Source source, Mover mover, Rejects rejects) throws SQLException {
    progress.begin((options.dryRun() ? "trying " : "moving ") + what.table());
    Counts counts = Counts.NONE;
    try (ReadingAhead batches = ReadingAhead.of(new Batches(source, what, false))) {
      for (Batch batch = batches.next(); batch != null; batch = batches.next()) {
        counts = counts.plus(mover.move(batch, rejects));
        progress.at(source.amount(), counts.read());
      }
    }
    mover.finish();
    return counts;
  }

  private void goOn(Mover mover, Progressed before) {
    mover.goOn(before);
    progress.note(
        String.format(
            Locale.ROOT,
            "An earlier run (%s) read %,d documents and %s; this one goes on behind them."
                + " --restart reads all again.",
            before.at(),
            before.counts().read(),
            before.finished() ? "came to the end" : "was interrupted"));
  }

  /// How far earlier runs came, if what they moved is still there and nothing can have come before
  /// their end.
  private Optional<Progressed> usable(Source source, Mover mover) throws SQLException {
    Optional<Progressed> before = mover.stored();
    if (before.isEmpty()) {
      return before;
    }
    if (before.get().finished() && !source.growsAtItsEnd()) {
      beginAnew(source, before.get(), "is its end, and documents may have come before it");
      return Optional.empty();
    }
    if (mover.rows() < before.get().counts().stored()) {
      beginAnew(source, before.get(), "does not count, since rows were removed since");
      return Optional.empty();
    }
    return before;
  }

  private void beginAnew(Source source, Progressed before, String why) {
    progress.note(
        "The position that an earlier run (%s) left for %s %s: this run begins at the beginning."
            .formatted(before.at(), source.name(), why));
  }
}
