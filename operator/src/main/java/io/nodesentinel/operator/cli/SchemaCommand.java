package io.nodesentinel.operator.cli;

import io.nodesentinel.datastore.config.DatastoreConfig;
import io.nodesentinel.datastore.spi.DatastoreSchema;
import io.nodesentinel.datastore.spi.Datastores;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `nodesentinel schema`: the schema of a datastore, for those who apply it by hand.
@Command(
    name = "schema",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "print|status|apply",
    description =
        "Shows or applies the schema of a datastore. The operator applies it by itself where its"
            + " account may; elsewhere a person does, with one that may.",
    footer = {
      "",
      "The datastore is the one that the environment names (DATASTORE_PROVIDER, DATASTORE_HOST,"
          + " DATASTORE_DATABASE, DATASTORE_USERNAME, ...), or --config."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done; for status: the datastore is up to date",
      "1:it failed; for status: steps are missing",
      "2:wrong usage"
    })
public final class SchemaCommand implements Subcommand {
  private static final String WITHOUT_A_DATASTORE = "postgresql";

  enum Format {
    text,
    json
  }

  private final Map<String, String> environment;

  @Spec private CommandSpec spec = CommandSpec.create();

  /// For `ServiceLoader`.
  public SchemaCommand() {
    this(System.getenv());
  }

  SchemaCommand(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "print, status or apply?");
  }

  @Command(
      name = "print",
      description = "Print all of it, in the language of the datastore.",
      mixinStandardHelpOptions = true)
  int print(
      @Option(
              names = "--provider",
              paramLabel = "NAME",
              defaultValue = WITHOUT_A_DATASTORE,
              description = "Of which datastore. Default: ${DEFAULT-VALUE}.")
          String provider) {
    out().print(schema(provider).text());
    out().flush();
    return 0;
  }

  @Command(
      name = "status",
      description = "Show which steps the datastore has; changes nothing.",
      mixinStandardHelpOptions = true)
  int status(
      @Option(names = "--config", paramLabel = "FILE", description = "Its configuration, as YAML.")
          @Nullable Path file,
      @Option(
              names = "--output",
              paramLabel = "FORMAT",
              defaultValue = "text",
              description = "${COMPLETION-CANDIDATES}.")
          Format output) {
    DatastoreConfig config = config(file);
    List<DatastoreSchema.Step> steps = schema(config.provider()).status(config);
    if (output == Format.json) {
      out().println(SchemaReport.json(steps));
    } else {
      SchemaReport.table(steps).forEach(out()::println);
    }
    return steps.stream().allMatch(DatastoreSchema.Step::applied) ? 0 : 1;
  }

  @Command(
      name = "apply",
      description = "Bring the datastore to the newest version; what is there stays.",
      mixinStandardHelpOptions = true)
  int apply(
      @Option(names = "--config", paramLabel = "FILE", description = "Its configuration, as YAML.")
          @Nullable Path file) {
    DatastoreConfig config = config(file);
    int taken = schema(config.provider()).apply(config);
    out()
        .println(
            taken == 0
                ? "up to date already"
                : taken == 1 ? "1 step was applied" : taken + " steps were applied");
    return 0;
  }

  private DatastoreConfig config(@Nullable Path file) {
    if (file == null) {
      DatastoreConfig config = DatastoreConfig.fromEnvironment(environment);
      config.checkFiles();
      return config;
    }
    try {
      DatastoreConfig config =
          DatastoreConfig.fromYaml(Files.readString(file, StandardCharsets.UTF_8));
      config.checkFiles();
      return config;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  private static DatastoreSchema schema(String provider) {
    return Datastores.provider(provider)
        .schema()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "The datastore \"" + provider + "\" has no schema; there is nothing to apply."));
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
