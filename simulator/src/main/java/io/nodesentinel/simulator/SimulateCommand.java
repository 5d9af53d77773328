package io.nodesentinel.simulator;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nodesentinel.operator.cli.Subcommand;
import io.nodesentinel.simulator.check.Violation;
import io.nodesentinel.simulator.replica.Sabotage;
import io.nodesentinel.simulator.world.Script;
import java.io.PrintWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `nodesentinel simulate`.
@Command(
    name = "simulate",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description =
        "Plays the decision side in simulated worlds, one from each seed, and checks what must hold"
            + " at every step. A seed that fails is played again with a readable history, as small"
            + " as it gets.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:everything held", "1:something did not hold", "2:wrong usage"})
public final class SimulateCommand implements Subcommand {
  enum Format {
    text,
    json
  }

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--seeds", paramLabel = "N", description = "How many schedules.")
  private long seeds = 10_000;

  @Option(names = "--from", paramLabel = "SEED", description = "The first of the seeds.")
  private long from;

  @Option(
      names = "--seed",
      paramLabel = "SEED",
      description = "Play this one alone, and print its history.")
  private @Nullable Long seed;

  @Option(names = "--whole", description = "Do not make a failing schedule smaller.")
  private boolean whole;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Schedules at a time; each is played by one thread.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(names = "--output", paramLabel = "FORMAT", description = "${COMPLETION-CANDIDATES}.")
  private Format output = Format.text;

  @Override
  public Integer call() throws Exception {
    if (seeds < 1 || threads < 1) {
      throw new ParameterException(spec.commandLine(), "--seeds and --threads must be at least 1.");
    }
    return seed == null ? many() : one(seed);
  }

  private int one(long number) {
    Script script = Script.of(number);
    Simulation.Outcome outcome = Simulation.play(script, Sabotage.NONE, true);
    if (outcome.first().isPresent()) {
      tell(number, script, outcome.first().get());
      return 1;
    }
    outcome.history().forEach(out()::println);
    out().printf("seed %d: everything held, %,d steps%n", number, outcome.steps());
    out().flush();
    return 0;
  }

  private int many() throws InterruptedException {
    Campaign.Result result = Campaign.run(from, seeds, threads, this::progress);
    if (output == Format.json) {
      out().println(json(result));
    } else {
      out()
          .printf(
              "%,d schedules from seed %d on, %,d steps in %,d s: %,.0f schedules/s, %d failed%n",
              result.schedules(),
              from,
              result.steps(),
              result.took().toSeconds(),
              result.perSecond(),
              result.failures().size());
      result.failures().stream()
          .findFirst()
          .ifPresent(f -> tell(f.seed(), Script.of(f.seed()), f.violation()));
    }
    out().flush();
    return result.failures().isEmpty() ? 0 : 1;
  }

  private void tell(long number, Script script, Violation violation) {
    Script smallest =
        whole ? script : Shrinker.shrink(script, violation.invariant(), Sabotage.NONE);
    Simulation.Outcome outcome = Simulation.play(smallest, Sabotage.NONE, true);
    outcome.history().forEach(out()::println);
    out().printf("%nseed %d failed; %s%n", number, violation);
    if (!whole) {
      out()
          .printf(
              "%d of its %d moves are enough, with %s and %d replicas; --whole shows all of it%n",
              smallest.moves().size(),
              script.moves().size(),
              smallest.noise(),
              smallest.replicas());
    }
    out().flush();
  }

  private void progress(String line) {
    spec.commandLine().getErr().println(line);
    spec.commandLine().getErr().flush();
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private String json(Campaign.Result result) {
    ObjectNode json = new ObjectMapper().createObjectNode();
    json.put("from", from);
    json.put("schedules", result.schedules());
    json.put("steps", result.steps());
    json.put("seconds", result.took().toMillis() / 1000.0);
    json.put("schedulesPerSecond", Math.round(result.perSecond()));
    List<Campaign.Failure> failures = result.failures();
    var list = json.putArray("failures");
    for (Campaign.Failure failure : failures) {
      list.addObject()
          .put("seed", failure.seed())
          .put("invariant", failure.violation().invariant().name())
          .put("what", failure.violation().what());
    }
    return json.toPrettyString();
  }
}
