package io.nodesentinel.operator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

class MainTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(Callable<Integer> work, String... args) {
    return Main.run(
        new PrintWriter(out, true),
        new PrintWriter(err, true),
        Map.of(),
        List.of(new Probe(work)),
        args);
  }

  @Test
  void help_lists_the_commands_and_exits_with_0() {
    assertThat(run(() -> 0, "--help")).isZero();

    assertThat(out.toString()).contains("Usage: nodesentinel", "COMMAND", "probe", "--debug");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void help_of_a_command_tells_its_options() {
    assertThat(run(() -> 0, "probe", "--help")).isZero();

    assertThat(out.toString()).contains("Usage: nodesentinel probe", "--size");
  }

  @Test
  void the_version_names_the_program_and_java() {
    assertThat(run(() -> 0, "--version")).isZero();

    assertThat(out.toString()).startsWith("nodesentinel ").contains("Java 25");
  }

  @Test
  void without_a_command_it_is_wrong_usage() {
    assertThat(run(() -> 0)).isEqualTo(2);

    assertThat(err.toString())
        .isEqualToNormalizingNewlines(
            "nodesentinel: Which command?\n'nodesentinel --help' tells what there is.\n");
  }

  @Test
  void an_unknown_command_is_wrong_usage_with_a_suggestion() {
    assertThat(run(() -> 0, "prob")).isEqualTo(2);

    assertThat(err.toString())
        .startsWith("nodesentinel: Unmatched argument at index 0: 'prob'")
        .contains("Did you mean: nodesentinel probe");
  }

  @Test
  void a_command_that_is_not_in_the_image_is_wrong_usage_that_says_where_it_is() {
    assertThat(run(() -> 0, "demo", "--keep")).isEqualTo(2);

    assertThat(err.toString())
        .isEqualToNormalizingNewlines(
            "nodesentinel: demo needs the programs of the local control plane; run ./nodesentinel in"
                + " a checkout for it.\n");
  }

  @Test
  void a_value_that_does_not_fit_is_wrong_usage_of_that_command() {
    assertThat(run(() -> 0, "probe", "--size=big")).isEqualTo(2);

    assertThat(err.toString())
        .contains("nodesentinel: Invalid value for option '--size'")
        .contains("'nodesentinel probe --help' tells what there is.");
  }

  @Test
  void the_exit_code_is_that_of_the_command() {
    assertThat(run(() -> 0, "probe")).isZero();
    assertThat(run(() -> 1, "probe")).isEqualTo(1);
  }

  @Test
  void an_exception_is_one_line_and_exit_code_1() {
    assertThat(
            run(
                () -> {
                  throw new IllegalStateException("the server has gone");
                },
                "probe"))
        .isEqualTo(1);

    assertThat(err.toString()).isEqualToNormalizingNewlines("nodesentinel: the server has gone\n");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void an_exception_without_a_message_is_named() {
    assertThat(
            run(
                () -> {
                  throw new IllegalStateException();
                },
                "probe"))
        .isEqualTo(1);

    assertThat(err.toString())
        .isEqualToNormalizingNewlines("nodesentinel: IllegalStateException\n");
  }

  @Test
  void debug_adds_the_stack_trace_wherever_it_stands() {
    Callable<Integer> fails =
        () -> {
          throw new IllegalStateException("the server has gone");
        };

    run(fails, "probe", "--debug");
    assertThat(err.toString()).contains("at io.nodesentinel.operator.cli.MainTest");

    err.getBuffer().setLength(0);
    run(fails, "--debug", "probe");
    assertThat(err.toString()).contains("at io.nodesentinel.operator.cli.MainTest");
  }

  @Test
  void an_interruption_stays_one() {
    assertThat(
            run(
                () -> {
                  throw new InterruptedException("stop");
                },
                "probe"))
        .isEqualTo(1);

    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void the_operator_is_found_as_a_service() {
    assertThat(ServiceLoader.load(Subcommand.class))
        .anySatisfy(command -> assertThat(command).isInstanceOf(OperatorCommand.class));
  }

  @Command(name = "probe", mixinStandardHelpOptions = true)
  private static final class Probe implements Subcommand {
    private final Callable<Integer> work;

    @Option(names = "--size")
    private int size;

    Probe(Callable<Integer> work) {
      this.work = work;
    }

    @Override
    public Integer call() throws Exception {
      return size + work.call();
    }
  }
}
