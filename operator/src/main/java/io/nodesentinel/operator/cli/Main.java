package io.nodesentinel.operator.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/// The command `nodesentinel`.
@Command(
    name = Main.NAME,
    description =
        "Keeps the nodes of a Kubernetes cluster fit for work, and the work on them watched.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    footer = {"", "'nodesentinel COMMAND --help' tells more."})
public final class Main implements Runnable {
  static final String NAME = "nodesentinel";

  /// Subcommands that other modules bring, which are not in the container image.
  private static final Set<String> ONLY_IN_A_CHECKOUT = Set.of("bench", "controlplane", "demo");

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Print the stack trace of an error too.")
  private boolean debug;

  private Main() {}

  public static void main(String[] args) {
    Logging.useUnlessChosen(LogFormat.plain);
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    ImageLaunch launch = ImageLaunch.of(System::getProperty);
    launch.withoutCache().ifPresent(line -> err.println(NAME + ": " + line));
    System.exit(
        run(out, err, System.getenv(), ServiceLoader.load(Subcommand.class), launch.words(args)));
  }

  /// Runs a command line.
  ///
  /// @return 0 fine, 1 the thing failed, 2 wrong usage
  static int run(
      PrintWriter out,
      PrintWriter err,
      Map<String, String> environment,
      Iterable<Subcommand> subcommands,
      String... args) {
    Main main = new Main();
    CommandLine line = new CommandLine(main);
    for (Subcommand subcommand : subcommands) {
      line.addSubcommand(subcommand);
    }
    // Only the operator's: the short names of other commands' options would collide.
    for (CommandLine subcommand : line.getSubcommands().values()) {
      if (subcommand.getCommand() instanceof OperatorCommand) {
        subcommand.setDefaultValueProvider(new EnvironmentDefaults(environment));
      }
    }
    line.setOut(out);
    line.setErr(err);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setExecutionExceptionHandler((e, command, _) -> main.failed(e, command));
    line.setParameterExceptionHandler((e, given) -> wrongUsage(e, given, environment));
    return line.execute(args);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Which command?");
  }

  private int failed(Exception e, CommandLine command) {
    if (e instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
    String message = e.getMessage();
    command
        .getErr()
        .println(NAME + ": " + (message == null ? e.getClass().getSimpleName() : message));
    if (debug) {
      e.printStackTrace(command.getErr());
    }
    return 1;
  }

  private static int wrongUsage(
      ParameterException e, String[] given, Map<String, String> environment) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    if (e instanceof UnmatchedArgumentException unmatched
        && ONLY_IN_A_CHECKOUT.contains(unmatched.getUnmatched().getFirst())) {
      err.println(
          NAME
              + ": "
              + unmatched.getUnmatched().getFirst()
              + " needs the programs of the local control plane; run ./nodesentinel in a checkout"
              + " for it.");
      return 2;
    }
    err.println(NAME + ": " + e.getMessage() + source(e.getArgSpec(), given, environment));
    UnmatchedArgumentException.printSuggestions(e, err);
    err.println("'" + command.getCommandSpec().qualifiedName() + " --help' tells what there is.");
    return 2;
  }

  /// Names the variable that a wrong value came from, if it was not on the command line.
  private static String source(
      @Nullable ArgSpec arg, String[] given, Map<String, String> environment) {
    String variable = arg == null ? null : EnvironmentDefaults.variableOf(arg);
    if (variable == null || !environment.containsKey(variable)) {
      return "";
    }
    String option = EnvironmentDefaults.longName(arg);
    for (String word : given) {
      if (word.equals(option) || word.startsWith(option + "=")) {
        return "";
      }
    }
    return " (it comes from the environment variable " + variable + ")";
  }
}
