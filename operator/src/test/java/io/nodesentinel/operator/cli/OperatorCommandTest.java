package io.nodesentinel.operator.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.core.ConsoleAppender;
import io.nodesentinel.datastore.config.DatastoreConfig;
import io.nodesentinel.operator.config.ClusterSearch;
import io.nodesentinel.operator.config.DatastoreRef;
import io.nodesentinel.operator.config.DatastoreSearch;
import io.nodesentinel.operator.config.KubernetesConfigSource.InCluster;
import io.nodesentinel.operator.config.KubernetesConfigSource.Kubeconfig;
import io.nodesentinel.operator.config.LeaderElection;
import io.nodesentinel.operator.config.OperatorOptions;
import io.nodesentinel.reconcilers.cap.CapLimit;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class OperatorCommandTest {
  private static final String KUBECONFIG =
      """
      apiVersion: v1
      kind: Config
      current-context: prod
      contexts:
      - name: prod
        context: {cluster: c, user: u}
      clusters:
      - name: c
        cluster: {server: "https://prod.example.com:6443"}
      users:
      - name: u
        user: {token: t}
      """;

  @TempDir Path home;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final Map<String, String> environment = new HashMap<>();
  private @Nullable OperatorOptions seen;

  @BeforeEach
  @AfterEach
  void forgetTheChosenLogFormat() {
    System.clearProperty("nodesentinel.log");
    System.clearProperty("nodesentinel.log.plain-from");
  }

  private int run(String... args) {
    OperatorCommand command =
        new OperatorCommand(
            options -> {
              seen = options;
              return 0;
            },
            new ClusterSearch(environment, home, home.resolve("serviceaccount")),
            new DatastoreSearch(environment));
    String[] line = new String[args.length + 1];
    line[0] = "operator";
    System.arraycopy(args, 0, line, 1, args.length);
    return Main.run(
        new PrintWriter(out, true),
        new PrintWriter(err, true),
        environment,
        List.of(command),
        line);
  }

  private OperatorOptions options(String... args) throws IOException {
    environment.putIfAbsent("KUBECONFIG", kubeconfig("named.yaml").toString());
    assertThat(run(args)).as(err.toString()).isZero();
    return requireNonNull(seen);
  }

  private Path kubeconfig(String name) throws IOException {
    Path file = home.resolve(name);
    Files.createDirectories(requireNonNull(file.getParent()));
    return Files.writeString(file, KUBECONFIG);
  }

  @Test
  void without_options_the_documented_defaults_hold() throws IOException {
    assertThat(options())
        .isEqualTo(
            new OperatorOptions(
                new Kubeconfig(home.resolve("named.yaml")),
                "nodesentinel",
                new CapLimit.Percent(10),
                new LeaderElection(
                    true, Duration.ofSeconds(15), Duration.ofSeconds(10), Duration.ofSeconds(2)),
                "0.0.0.0",
                8080,
                Duration.ofHours(24),
                10_000,
                16,
                32,
                Optional.empty(),
                Optional.empty()));
  }

  @Test
  void every_option_is_taken_over() throws IOException {
    Path file = kubeconfig("other.yaml");

    OperatorOptions options =
        options(
            "--kubeconfig=" + file,
            "--namespace=ops",
            "--max-unavailable=3",
            "--no-leader-elect",
            "--lease-duration=60s",
            "--renew-deadline=40s",
            "--retry-period=5s",
            "--bind-address=127.0.0.1",
            "--port=0",
            "--event-retention=1h30m",
            "--max-events=500",
            "--max-evictions-in-flight=4",
            "--write-concurrency=8",
            "--datastore=events",
            "--cluster-uid=uid-1");

    assertThat(options)
        .isEqualTo(
            new OperatorOptions(
                new Kubeconfig(file),
                "ops",
                new CapLimit.Count(3),
                new LeaderElection(
                    false, Duration.ofMinutes(1), Duration.ofSeconds(40), Duration.ofSeconds(5)),
                "127.0.0.1",
                0,
                Duration.ofMinutes(90),
                500,
                4,
                8,
                Optional.empty(),
                Optional.of(new DatastoreRef("events", Optional.of("uid-1")))));
  }

  @Test
  void every_option_has_an_environment_variable() throws IOException {
    Path file = kubeconfig("other.yaml");
    environment.put("NODESENTINEL_KUBECONFIG", file.toString());
    environment.put("NODESENTINEL_NAMESPACE", "ops");
    environment.put("NODESENTINEL_MAX_UNAVAILABLE", "25%");
    environment.put("NODESENTINEL_LEADER_ELECT", "false");
    environment.put("NODESENTINEL_LEASE_DURATION", "60s");
    environment.put("NODESENTINEL_RENEW_DEADLINE", "40s");
    environment.put("NODESENTINEL_RETRY_PERIOD", "5s");
    environment.put("NODESENTINEL_BIND_ADDRESS", "127.0.0.1");
    environment.put("NODESENTINEL_PORT", "0");
    environment.put("NODESENTINEL_EVENT_RETENTION", "1h30m");
    environment.put("NODESENTINEL_MAX_EVENTS", "500");
    environment.put("NODESENTINEL_MAX_EVICTIONS_IN_FLIGHT", "4");
    environment.put("NODESENTINEL_WRITE_CONCURRENCY", "8");
    environment.put("NODESENTINEL_DATASTORE", "events");
    environment.put("NODESENTINEL_CLUSTER_UID", "uid-1");
    environment.put("NODESENTINEL_OUTPUT", "plain");

    assertThat(options())
        .isEqualTo(
            new OperatorOptions(
                new Kubeconfig(file),
                "ops",
                new CapLimit.Percent(25),
                new LeaderElection(
                    false, Duration.ofMinutes(1), Duration.ofSeconds(40), Duration.ofSeconds(5)),
                "127.0.0.1",
                0,
                Duration.ofMinutes(90),
                500,
                4,
                8,
                Optional.empty(),
                Optional.of(new DatastoreRef("events", Optional.of("uid-1")))));
    assertThat(System.getProperty("nodesentinel.log")).isEqualTo("plain");
  }

  @Test
  void log_lines_look_as_asked_although_something_was_logged_before() throws Exception {
    LoggerContext logging = (LoggerContext) LoggerFactory.getILoggerFactory();

    options("--output=plain");
    assertThat(target(logging)).isEqualTo("System.err");

    options("--output=json");
    assertThat(target(logging)).isEqualTo("System.out");
  }

  private static String target(LoggerContext logging) {
    return ((ConsoleAppender<?>)
            requireNonNull(logging.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("lines")))
        .getTarget();
  }

  @Test
  void the_command_line_goes_before_the_environment() throws IOException {
    environment.put("NODESENTINEL_PORT", "1111");
    environment.put("NODESENTINEL_LEADER_ELECT", "false");

    OperatorOptions options = options("--port=2222", "--leader-elect");

    assertThat(options.port()).isEqualTo(2222);
    assertThat(options.leaderElection().enabled()).isTrue();
  }

  @Test
  void an_empty_variable_counts_as_none() throws IOException {
    environment.put("NODESENTINEL_PORT", " ");

    assertThat(options().port()).isEqualTo(8080);
  }

  @Test
  void a_wrong_variable_is_named() throws IOException {
    environment.put("KUBECONFIG", kubeconfig("named.yaml").toString());
    environment.put("NODESENTINEL_PORT", "http");

    assertThat(run()).isEqualTo(2);
    assertThat(err.toString())
        .contains("'http' is not an int")
        .contains("(it comes from the environment variable NODESENTINEL_PORT)");

    err.getBuffer().setLength(0);
    assertThat(run("--port=https")).isEqualTo(2);
    assertThat(err.toString()).contains("'https' is not an int").doesNotContain("environment");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --lease-duration=10s           | renew-deadline (10s) must be shorter than lease-duration (10s)
          --retry-period=10s             | retry-period (10s) must be shorter than renew-deadline (10s)
          --retry-period=0s              | retry-period (0s) must be more than 0s
          --lease-duration=1 hour        | "1 hour" is not a duration
          --max-unavailable=0            | at least 1 node must be allowed to go out
          --max-unavailable=101%         | it must be from 1% to 100%
          --max-unavailable=some         | neither a number of nodes such as 15 nor a share such as 10%
          --port=65536                   | port (65536) must be between 0 and 65535
          --namespace=Ops                | namespace "Ops" cannot be one
          --event-retention=0s           | event-retention (0s) must be more than 0s
          --max-events=0                 | max-events (0) must be between 1 and
          --max-evictions-in-flight=0    | max-evictions-in-flight (0) must be between 1 and
          --write-concurrency=1000       | write-concurrency (1000) must be between 1 and
          --output=yaml                  | expected one of
          --kubeconfig=/nowhere/at-all   | --kubeconfig names /nowhere/at-all, which is no file
          """)
  void wrong_usage_is_one_sentence_and_exit_code_2(String option, String sentence)
      throws IOException {
    environment.put("KUBECONFIG", kubeconfig("named.yaml").toString());

    assertThat(run(option)).isEqualTo(2);

    assertThat(err.toString()).startsWith("nodesentinel: ").contains(sentence);
    assertThat(seen).isNull();
  }

  @Test
  void the_default_context_is_not_used_without_yes_and_it_says_where_it_points()
      throws IOException {
    Path usual = kubeconfig(".kube/config");

    assertThat(run()).isEqualTo(2);

    assertThat(seen).isNull();
    assertThat(err.toString())
        .contains("The default context of " + usual + " is prod at https://prod.example.com:6443")
        .contains("No cluster was named: give --kubeconfig, set KUBECONFIG, or say --yes");
  }

  @Test
  void the_default_context_is_used_with_yes_and_it_says_where_it_points() throws IOException {
    Path usual = kubeconfig(".kube/config");

    assertThat(run("--yes")).isZero();

    assertThat(requireNonNull(seen).kubernetes()).isEqualTo(new Kubeconfig(usual));
    assertThat(err.toString()).contains("is prod at https://prod.example.com:6443");
  }

  @Test
  void in_a_pod_the_cluster_around_it_is_used_and_its_namespace_is_the_own_one()
      throws IOException {
    kubeconfig(".kube/config");
    environment.put("KUBERNETES_SERVICE_HOST", "10.0.0.1");
    Path mounted = Files.createDirectory(home.resolve("serviceaccount"));
    Files.writeString(mounted.resolve("token"), "t");
    Files.writeString(mounted.resolve("namespace"), "platform\n");

    assertThat(run()).isZero();

    OperatorOptions options = requireNonNull(seen);
    assertThat(options.kubernetes()).isEqualTo(new InCluster());
    assertThat(options.namespace()).isEqualTo("platform");
  }

  @Test
  void the_datastore_is_the_one_that_the_environment_names() throws IOException {
    environment.put("DATASTORE_PROVIDER", "postgresql");
    environment.put("DATASTORE_HOST", "db.example");
    environment.put("DATASTORE_DATABASE", "events");
    environment.put("DATASTORE_USERNAME", "sentinel");
    environment.put("DATASTORE_PASSWORD", "do-not-print");

    DatastoreConfig config = options("--cluster-uid=abc").datastore().orElseThrow();

    assertThat(config.provider()).isEqualTo("postgresql");
    assertThat(config.host()).isEqualTo("db.example");
    assertThat(config.extra()).containsEntry("clusterUid", "abc");
    assertThat(requireNonNull(seen).toString()).doesNotContain("do-not-print");
  }

  @Test
  void the_objects_alone_are_no_datastore() throws IOException {
    environment.put("DATASTORE_PROVIDER", "kubernetes");
    assertThat(options().datastore()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          oracle     |          | There is no datastore provider "oracle" on the class path
          postgresql | sometime | DATASTORE_SSLMODE is "sometime"
          """)
  void a_datastore_that_cannot_be_is_wrong_usage(
      String provider, @Nullable String mode, String sentence) throws IOException {
    environment.put("KUBECONFIG", kubeconfig("named.yaml").toString());
    environment.put("DATASTORE_PROVIDER", provider);
    environment.put("DATASTORE_HOST", "db.example");
    if (mode != null) {
      environment.put("DATASTORE_SSLMODE", mode);
    }

    assertThat(run()).isEqualTo(2);

    assertThat(err.toString()).contains(sentence);
    assertThat(seen).isNull();
  }

  @Test
  void help_shows_the_defaults() {
    assertThat(run("--help")).isZero();

    assertThat(out.toString())
        .contains("--max-unavailable=N|N%\n", "Default: 10%", "--[no-]leader-elect", "Default: 15s")
        .contains("NODESENTINEL_MAX_UNAVAILABLE")
        .contains("DATASTORE_PROVIDER");
  }
}
