package io.nodesentinel.datastore.postgresql.schema;

import static io.nodesentinel.datastore.error.DatastoreException.Kind.CONFIGURATION;

import io.nodesentinel.datastore.error.DatastoreException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;

/// Applies, shows and compares the schema. Migrations run one at a time, whoever starts them, and
/// take over a database that the Go system of the same data model made: what is there stays.
public final class Schema {
  private static final String FOLDER = "io/nodesentinel/datastore/postgresql/migrations";
  private static final String HISTORY = "nodesentinel_schema_history";

  /// File names in the order in which they are applied.
  private static final List<String> FILES =
      List.of(
          "V1__tables.sql",
          "V2__columns_agree_with_documents.sql",
          "V3__changelog.sql",
          "V4__indexes.sql",
          "V5__idempotency.sql",
          "V6__queries.sql",
          "V7__cheaper_triggers.sql",
          "V8__what_is_open.sql",
          "V9__times_to_the_letter.sql",
          "V10__inserts_that_agree.sql");

  private Schema() {}

  /// One migration, and whether the database has it.
  public record Step(String version, String description, boolean applied) {}

  /// Brings the database to the newest version.
  ///
  /// @return how many migrations were applied now
  /// @throws DatastoreException (CONFIGURATION) if one failed, or the database is newer than this
  public static int apply(DataSource database) {
    try {
      return flyway(database).migrate().migrationsExecuted;
    } catch (FlywayException failure) {
      throw DatastoreException.of(
          CONFIGURATION,
          "The database schema could not be brought up to date; nothing of the failed step took"
              + " effect. "
              + firstLines(failure),
          failure);
    }
  }

  /// Every migration in order.
  public static List<Step> status(DataSource database) {
    return Arrays.stream(flyway(database).info().all())
        .filter(info -> info.getVersion() != null && !info.getVersion().getVersion().equals("0"))
        .map(Schema::step)
        .toList();
  }

  /// All migrations as one SQL text.
  public static String sql() {
    List<String> parts = new ArrayList<>();
    parts.add(
        """
        -- The PostgreSQL schema of NodeSentinel, generated from the migrations in
        -- datastore/postgresql by SchemaDocumentTest. Do not edit.
        """);
    for (String file : FILES) {
      parts.add("-- ---- " + file + "\n\n" + read(file));
    }
    return String.join("\n", parts);
  }

  private static Step step(MigrationInfo info) {
    return new Step(
        info.getVersion().getVersion(), info.getDescription(), info.getState().isApplied());
  }

  private static Flyway flyway(DataSource database) {
    return Flyway.configure(Schema.class.getClassLoader())
        .dataSource(database)
        .locations("classpath:" + FOLDER)
        .table(HISTORY)
        .baselineOnMigrate(true)
        .baselineVersion("0")
        .validateMigrationNaming(true)
        .load();
  }

  private static String firstLines(FlywayException failure) {
    String message = failure.getMessage();
    return message == null
        ? ""
        : message
            .lines()
            .map(String::strip)
            .filter(line -> !line.isEmpty())
            .limit(6)
            .toList()
            .toString();
  }

  private static String read(String file) {
    try (InputStream in = Schema.class.getClassLoader().getResourceAsStream(FOLDER + "/" + file)) {
      if (in == null) {
        throw new IllegalStateException("migration " + file + " is not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
