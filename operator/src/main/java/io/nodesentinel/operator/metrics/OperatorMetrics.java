package io.nodesentinel.operator.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.nodesentinel.reconcilers.port.ApiException;
import io.nodesentinel.reconcilers.port.EvictionResult;
import io.nodesentinel.reconcilers.quarantine.DecisionLog;
import io.nodesentinel.reconcilers.quarantine.QuarantinePlan;
import io.nodesentinel.reconcilers.quarantine.QuarantinePlan.Decision;
import java.util.Locale;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Counts and logs decisions. Thread-safe.
public final class OperatorMetrics implements DecisionLog, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("io.nodesentinel.decisions");
  private static final String PREFIX = "nodesentinel_";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics gc = new JvmGcMetrics();

  public OperatorMetrics() {
    new JvmMemoryMetrics().bindTo(registry);
    gc.bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    for (Decision decision : Decision.values()) {
      registry.counter(PREFIX + "decisions", "decision", word(decision));
    }
    for (ApiException.Kind kind : ApiException.Kind.values()) {
      registry.counter(PREFIX + "look_failures", "kind", word(kind));
    }
  }

  /// Where the metrics are read.
  public PrometheusMeterRegistry registry() {
    return registry;
  }

  /// A number that is read when Prometheus asks.
  public void gauge(String name, String help, Supplier<Number> value) {
    Gauge.builder(PREFIX + name, value).description(help).register(registry);
  }

  /// As above, one of several with the same name.
  public void gauge(String name, String help, String label, String value, Supplier<Number> number) {
    Gauge.builder(PREFIX + name, number).description(help).tag(label, value).register(registry);
  }

  /// One look took so long.
  public Timer looks() {
    return Timer.builder(PREFIX + "look").description("Looks at one node").register(registry);
  }

  /// The API server answered an eviction.
  public void evicted(EvictionResult result) {
    registry
        .counter(
            PREFIX + "evictions",
            "result",
            result.getClass().getSimpleName().toLowerCase(Locale.ROOT))
        .increment();
  }

  @Override
  public void decided(String nodeName, String session, QuarantinePlan plan) {
    registry.counter(PREFIX + "decisions", "decision", word(plan.decision())).increment();
    if (plan.decision() != Decision.REST) {
      LOG.atInfo()
          .addKeyValue("node", nodeName)
          .addKeyValue("session", session)
          .addKeyValue("decision", word(plan.decision()))
          .log(plan.reason());
    }
    for (String failure : plan.failures()) {
      LOG.atWarn().addKeyValue("node", nodeName).log("policy {}", failure);
    }
  }

  @Override
  public void brokeOff(String nodeName, QuarantinePlan plan, ApiException cause) {
    registry.counter(PREFIX + "look_failures", "kind", word(cause.kind())).increment();
    boolean expected = cause.kind() == ApiException.Kind.CONFLICT;
    (expected ? LOG.atDebug() : LOG.atWarn())
        .addKeyValue("node", nodeName)
        .addKeyValue("decision", word(plan.decision()))
        .addKeyValue("kind", word(cause.kind()))
        .log("{}; the node is looked at again", cause.getMessage());
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public void close() {
    gc.close();
    registry.close();
  }
}
