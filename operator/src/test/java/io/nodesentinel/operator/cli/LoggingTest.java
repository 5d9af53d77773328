package io.nodesentinel.operator.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.spi.FilterReply;
import ch.qos.logback.core.status.Status;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URL;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

class LoggingTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00.123Z");

  private final LoggerContext context = new LoggerContext();

  @AfterEach
  void stop() {
    context.stop();
  }

  private ConsoleAppender<ILoggingEvent> configured(Map<String, String> properties)
      throws Exception {
    context.setMDCAdapter(new ch.qos.logback.classic.util.LogbackMDCAdapter());
    properties.forEach(context::putProperty);
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    URL file = Objects.requireNonNull(getClass().getResource("/logback.xml"));
    configurator.doConfigure(file);
    assertThat(context.getStatusManager().getCopyOfStatusList())
        .noneMatch(status -> status.getLevel() >= Status.WARN);
    return (ConsoleAppender<ILoggingEvent>)
        Objects.requireNonNull(
            context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).getAppender("lines"));
  }

  private LoggingEvent event(Level level, String message, Object... arguments) {
    Logger logger = context.getLogger("io.nodesentinel.some.Thing");
    LoggingEvent event = new LoggingEvent("fqcn", logger, level, message, null, arguments);
    event.setInstant(NOW);
    return event;
  }

  private static JsonNode json(Encoder<ILoggingEvent> encoder, ILoggingEvent event)
      throws Exception {
    String line = new String(encoder.encode(event), UTF_8);
    assertThat(line).endsWith("}\n");
    assertThat(line.strip()).doesNotContain("\n");
    return new ObjectMapper().readTree(line);
  }

  @Test
  void lines_are_json_on_the_standard_output_by_default() throws Exception {
    ConsoleAppender<ILoggingEvent> lines = configured(Map.of());

    assertThat(lines.getTarget()).isEqualTo("System.out");
    JsonNode json = json(lines.getEncoder(), event(Level.INFO, "cordoned {}", "gpu-7"));
    assertThat(json.propertyStream().map(Map.Entry::getKey))
        .containsExactly("timestamp", "level", "logger", "thread", "message");
    assertThat(json.get("timestamp").asText()).isEqualTo("2026-03-01T12:00:00.123Z");
    assertThat(json.get("level").asText()).isEqualTo("INFO");
    assertThat(json.get("logger").asText()).isEqualTo("io.nodesentinel.some.Thing");
    assertThat(json.get("message").asText()).isEqualTo("cordoned gpu-7");
  }

  @Test
  void key_values_context_and_exceptions_have_keys_of_their_own() throws Exception {
    ConsoleAppender<ILoggingEvent> lines = configured(Map.of());
    LoggingEvent event = event(Level.ERROR, "failed");
    event.setKeyValuePairs(
        List.of(new KeyValuePair("node", "gpu-7"), new KeyValuePair("attempt", 3)));
    event.setMDCPropertyMap(Map.of("session", "s-1"));
    event.setThrowableProxy(
        new ch.qos.logback.classic.spi.ThrowableProxy(
            new IllegalStateException("broken", new java.io.IOException("pipe"))));

    JsonNode json = json(lines.getEncoder(), event);

    assertThat(json.at("/kvps/node").asText()).isEqualTo("gpu-7");
    assertThat(json.at("/kvps/attempt").asText()).isEqualTo("3");
    assertThat(json.at("/mdc/session").asText()).isEqualTo("s-1");
    assertThat(json.at("/throwable/class").asText()).isEqualTo("java.lang.IllegalStateException");
    assertThat(json.at("/throwable/message").asText()).isEqualTo("broken");
    assertThat(json.at("/throwable/stack").asText())
        .contains("at io.nodesentinel.operator.cli.LoggingTest")
        .contains("Caused by: java.io.IOException: pipe");
  }

  @Test
  void what_a_reporter_wrote_cannot_break_a_line() throws Exception {
    ConsoleAppender<ILoggingEvent> lines = configured(Map.of());
    String evil = "a\"b\\c\nd\te\u0000\u001b[31m é 中 \ud83d\ude00 \u2028";
    LoggingEvent event = event(Level.INFO, "{}", evil);
    event.setKeyValuePairs(List.of(new KeyValuePair("k\"\n", evil)));
    event.setMDCPropertyMap(Map.of("m", evil));

    JsonNode json = json(lines.getEncoder(), event);

    assertThat(json.get("message").asText()).isEqualTo(evil);
    assertThat(json.get("kvps").get("k\"\n").asText()).isEqualTo(evil);
    assertThat(json.at("/mdc/m").asText()).isEqualTo(evil);
  }

  @Test
  void plain_lines_are_warnings_on_the_error_output() throws Exception {
    ConsoleAppender<ILoggingEvent> lines = configured(Map.of("nodesentinel.log", "plain"));

    assertThat(lines.getTarget()).isEqualTo("System.err");
    assertThat(lines.getFilterChainDecision(event(Level.INFO, "quiet")))
        .isEqualTo(FilterReply.DENY);
    assertThat(lines.getFilterChainDecision(event(Level.WARN, "loud")))
        .isEqualTo(FilterReply.NEUTRAL);
    assertThat(new String(lines.getEncoder().encode(event(Level.WARN, "loud")), UTF_8))
        .contains("WARN  Thing: loud");
  }

  @Test
  void levels_come_from_the_environment() throws Exception {
    configured(
        Map.of("NODESENTINEL_LOG_LEVEL", "DEBUG", "NODESENTINEL_LOG_LEVEL_LIBRARIES", "INFO"));

    assertThat(context.getLogger("io.nodesentinel.x").getEffectiveLevel()).isEqualTo(Level.DEBUG);
    assertThat(context.getLogger("io.javaoperatorsdk").getEffectiveLevel()).isEqualTo(Level.INFO);
  }

  @Test
  void libraries_are_quiet_by_default() throws Exception {
    configured(Map.of());

    assertThat(context.getLogger("io.nodesentinel").getEffectiveLevel()).isEqualTo(Level.INFO);
    assertThat(context.getLogger("io.javaoperatorsdk").getEffectiveLevel()).isEqualTo(Level.WARN);
    assertThat(
            context
                .getLogger("io.fabric8.kubernetes.client.dsl.internal.VersionUsageUtils")
                .getEffectiveLevel())
        .isEqualTo(Level.ERROR);
  }

  @Test
  void the_logger_that_is_quieted_by_name_exists() throws Exception {
    assertThat(Class.forName("io.fabric8.kubernetes.client.dsl.internal.VersionUsageUtils"))
        .isNotNull();
  }
}
