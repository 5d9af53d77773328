package io.nodesentinel.operator.cli;

import io.nodesentinel.datastore.config.DatastoreConfig;
import io.nodesentinel.datastore.migrate.Migration;
import io.nodesentinel.datastore.migrate.MigrationOptions;
import io.nodesentinel.datastore.migrate.MigrationReport;
import io.nodesentinel.datastore.migrate.Verification;
import io.nodesentinel.datastore.migrate.VerificationReport;
import io.nodesentinel.datastore.migrate.convert.Moved;
import io.nodesentinel.datastore.migrate.destination.Target;
import io.nodesentinel.datastore.migrate.source.Source;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `nodesentinel migrate`: moving house, from MongoDB to PostgreSQL.
@Command(
    name = "migrate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Moves events from MongoDB, or from files of mongoexport, to PostgreSQL.",
      "Ids, dates and contents stay. It may be run again, also after it was killed: it goes on where"
          + " it was, and what is there already stays as it is."
    },
    footer = {
      "",
      "The target is the PostgreSQL database that the environment names (DATASTORE_HOST,"
          + " DATASTORE_DATABASE, DATASTORE_USERNAME, ...), or --config. A live MongoDB is named by"
          + " MONGODB_URI and MONGODB_DATABASE_NAME, or --mongodb-config.",
      "docs/migrate.md shows a whole move."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:everything is in PostgreSQL; with --verify: and is the same on both sides",
      "1:it failed; run it again to go on",
      "2:wrong usage",
      "3:done, but some documents are not in PostgreSQL, or differ there"
    })
public final class MigrateCommand implements Subcommand {
  private static final int INCOMPLETE = 3;

  /// What MongoDB calls them. The names are what a person types.
  enum CollectionName {
    HealthEvents,
    MaintenanceEvents
  }

  enum Format {
    text,
    json
  }

  private static final class From {
    @Option(
        names = "--file",
        paramLabel = "FILE",
        required = true,
        description =
            "From a file of mongoexport: extended JSON, relaxed or canonical, a document on each line"
                + " or --jsonArray, packed by gzip or not. - is the standard input.")
    @Nullable String file;

    @Option(
        names = "--mongodb",
        required = true,
        description = "From the live MongoDB that the environment names.")
    boolean mongo;

    @Option(
        names = "--mongodb-config",
        paramLabel = "FILE",
        required = true,
        description = "From the live MongoDB of this configuration, as YAML.")
    @Nullable Path mongoConfig;
  }

  private final Map<String, String> environment;
  private final InputStream in;

  @Spec private CommandSpec spec = CommandSpec.create();

  @ArgGroup(multiplicity = "1")
  private From from = new From();

  @Option(
      names = "--collection",
      paramLabel = "NAME",
      description =
          "Which documents: ${COMPLETION-CANDIDATES}. Default: HealthEvents of a file, both of a live"
              + " MongoDB.")
  private @Nullable CollectionName collection;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The target's configuration, as YAML.")
  private @Nullable Path config;

  @Option(
      names = "--dry-run",
      description =
          "Read, convert and insert all, and take each thousand back: the report says what a move"
              + " would do, and nothing is written.")
  private boolean dryRun;

  @Option(
      names = "--verify",
      description = "Then compare both sides, by count and by a checksum of each document.")
  private boolean verify;

  @Option(names = "--verify-only", description = "Compare both sides; move nothing.")
  private boolean verifyOnly;

  @Option(
      names = "--rejects",
      paramLabel = "FILE",
      description =
          "Write all that cannot be moved to this file, one JSON object a line; of two collections to"
              + " FILE.HealthEvents and FILE.MaintenanceEvents.")
  private @Nullable Path rejects;

  @Option(
      names = "--restart",
      description = "Begin at the beginning, not where an earlier run was.")
  private boolean restart;

  @Option(
      names = "--while-operator-runs",
      description = "Move although an operator follows the target: it acts on what arrives.")
  private boolean whileOperatorRuns;

  @Option(
      names = "--output",
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "Of the report: ${COMPLETION-CANDIDATES}.")
  private Format output = Format.text;

  /// For `ServiceLoader`.
  public MigrateCommand() {
    this(System.getenv(), System.in);
  }

  MigrateCommand(Map<String, String> environment, InputStream in) {
    this.environment = Map.copyOf(environment);
    this.in = in;
  }

  @Override
  public Integer call() {
    checkOptions();
    MigrateEnds ends = new MigrateEnds(environment, in);
    Map<Moved, Supplier<Source>> sources = new EnumMap<>(Moved.class);
    wanted().forEach(what -> sources.put(what, source(ends, what)));
    List<MigrationReport> moved = new ArrayList<>();
    List<VerificationReport> verified = new ArrayList<>();
    try (ProgressLine progress = ProgressLine.on(spec.commandLine().getErr());
        Target target = Target.open(targetConfig(ends))) {
      for (Map.Entry<Moved, Supplier<Source>> entry : sources.entrySet()) {
        Moved what = entry.getKey();
        Supplier<Source> source = entry.getValue();
        if (!verifyOnly) {
          moved.add(new Migration(target, what, source, options(what), progress).run());
        }
        if (verify || verifyOnly) {
          verified.add(
              new Verification(
                      target, what, source, verifyOnly ? rejects(what) : Optional.empty(), progress)
                  .run());
        }
      }
    }
    report(moved, verified);
    return moved.stream().allMatch(MigrationReport::isComplete)
            && verified.stream().allMatch(VerificationReport::isComplete)
        ? 0
        : INCOMPLETE;
  }

  private void checkOptions() {
    if ((verify || verifyOnly) && dryRun) {
      throw wrong("--dry-run moves nothing, so there is nothing to verify: leave one of them out.");
    }
    if (verify && verifyOnly) {
      throw wrong("--verify-only is --verify without moving: leave one of them out.");
    }
    if (verify && "-".equals(from.file)) {
      throw wrong(
          "--verify reads the source twice, and the standard input can be read once only: run it"
              + " again with --verify-only and the same input.");
    }
    if (isSource(rejects)) {
      throw wrong(
          "--rejects names the file that documents come from, and would overwrite it: name another"
              + " file.");
    }
  }

  private boolean isSource(@Nullable Path path) {
    String file = from.file;
    if (path == null || file == null || !Files.exists(path)) {
      return false;
    }
    try {
      return Files.isSameFile(path, Path.of(file));
    } catch (IOException unreadable) {
      // The source cannot be opened then, which says so itself.
      return false;
    }
  }

  private List<Moved> wanted() {
    if (collection == null) {
      return from.file == null ? List.of(Moved.values()) : List.of(Moved.HEALTH_EVENTS);
    }
    return List.of(
        collection == CollectionName.HealthEvents ? Moved.HEALTH_EVENTS : Moved.MAINTENANCE_EVENTS);
  }

  private DatastoreConfig targetConfig(MigrateEnds ends) {
    try {
      return ends.target(config);
    } catch (IllegalArgumentException unusable) {
      throw new ParameterException(spec.commandLine(), unusable.getMessage(), unusable);
    }
  }

  private Supplier<Source> source(MigrateEnds ends, Moved what) {
    try {
      String file = from.file;
      return from.mongo || file == null ? ends.mongo(from.mongoConfig, what) : ends.file(file);
    } catch (IllegalArgumentException unusable) {
      throw new ParameterException(spec.commandLine(), unusable.getMessage(), unusable);
    }
  }

  private MigrationOptions options(Moved what) {
    return new MigrationOptions(dryRun, restart, whileOperatorRuns, rejects(what));
  }

  /// Each collection has a file of its own, since each goes on by itself.
  private Optional<Path> rejects(Moved what) {
    return Optional.ofNullable(rejects)
        .map(file ->
            wanted().size() == 1
                ? file
                : file.resolveSibling(file.getFileName() + "." + what.collection().name()));
  }

  private void report(List<MigrationReport> moved, List<VerificationReport> verified) {
    var out = spec.commandLine().getOut();
    if (output == Format.json) {
      out.println(MigrateReport.json(moved, verified));
    } else {
      moved.forEach(report -> MigrateReport.lines(report).forEach(out::println));
      verified.forEach(report -> MigrateReport.lines(report).forEach(out::println));
    }
  }

  private ParameterException wrong(String sentence) {
    return new ParameterException(spec.commandLine(), sentence);
  }
}
