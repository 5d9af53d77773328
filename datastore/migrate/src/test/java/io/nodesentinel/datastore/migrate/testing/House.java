package io.nodesentinel.datastore.migrate.testing;

import io.nodesentinel.datastore.migrate.Migration;
import io.nodesentinel.datastore.migrate.MigrationOptions;
import io.nodesentinel.datastore.migrate.MigrationReport;
import io.nodesentinel.datastore.migrate.Progress;
import io.nodesentinel.datastore.migrate.Verification;
import io.nodesentinel.datastore.migrate.VerificationReport;
import io.nodesentinel.datastore.migrate.convert.Moved;
import io.nodesentinel.datastore.migrate.destination.Target;
import io.nodesentinel.datastore.migrate.source.Amount;
import io.nodesentinel.datastore.migrate.source.ExportFile;
import io.nodesentinel.datastore.migrate.source.Source;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// A database to move into, and what was said meanwhile.
public final class House {
  public final TestPostgres database = TestPostgres.withSchema();
  public final List<String> notes = new ArrayList<>();

  private final Progress progress =
      new Progress() {
        @Override
        public void begin(String what) {}

        @Override
        public void note(String sentence) {
          notes.add(sentence);
        }

        @Override
        public void at(Amount amount, long documents) {}
      };

  public MigrationReport move(Path file) {
    return move(file, MigrationOptions.DEFAULT);
  }

  public MigrationReport move(Path file, MigrationOptions options) {
    return move(Moved.HEALTH_EVENTS, () -> ExportFile.open(file), options);
  }

  public MigrationReport move(Moved what, Supplier<Source> source, MigrationOptions options) {
    try (Target target = Target.open(database.config())) {
      return new Migration(target, what, source, options, progress).run();
    }
  }

  public VerificationReport verify(Path file) {
    return verify(Moved.HEALTH_EVENTS, () -> ExportFile.open(file));
  }

  public VerificationReport verify(Moved what, Supplier<Source> source) {
    try (Target target = Target.open(database.config())) {
      return new Verification(target, what, source, Optional.empty(), progress).run();
    }
  }

  public long rows() {
    return database.count("SELECT count(*) FROM health_events");
  }
}
