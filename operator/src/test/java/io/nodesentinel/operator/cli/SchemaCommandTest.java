package io.nodesentinel.operator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SchemaCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(Map<String, String> environment, String... args) {
    return Main.run(
        new PrintWriter(out, true),
        new PrintWriter(err, true),
        environment,
        List.of(new SchemaCommand(environment)),
        args);
  }

  @Test
  void the_schema_is_printed_without_any_datastore() {
    assertThat(run(Map.of(), "schema", "print")).isZero();
    assertThat(out.toString()).contains("CREATE TABLE", "health_events");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void a_datastore_that_nobody_knows_is_named_with_those_there_are() {
    assertThat(run(Map.of(), "schema", "print", "--provider=oracle")).isEqualTo(1);
    assertThat(err.toString())
        .startsWith("nodesentinel: There is no datastore provider \"oracle\"")
        .contains("postgresql")
        .doesNotContain("\tat ");
  }

  @Test
  void who_names_no_datastore_is_told_how() {
    assertThat(run(Map.of(), "schema", "status")).isEqualTo(1);
    assertThat(err.toString()).contains("DATASTORE_PROVIDER").doesNotContain("\tat ");
  }

  @Test
  void the_word_schema_alone_is_wrong_usage() {
    assertThat(run(Map.of(), "schema")).isEqualTo(2);
    assertThat(err.toString()).contains("print, status or apply?");
  }
}
