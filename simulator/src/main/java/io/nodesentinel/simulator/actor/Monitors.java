package io.nodesentinel.simulator.actor;

import io.nodesentinel.crds.Entity;
import io.nodesentinel.crds.HealthEventSpec;
import io.nodesentinel.crds.ProcessingStrategy;
import io.nodesentinel.crds.RecommendedAction;
import io.nodesentinel.reconcilers.node.NodeView;
import io.nodesentinel.reconcilers.quarantine.ManualOverride;
import io.nodesentinel.reconcilers.quarantine.NodeRecord;
import io.nodesentinel.simulator.check.Expectation;
import io.nodesentinel.simulator.server.ApiServer;
import io.nodesentinel.simulator.server.SimDatastore;
import io.nodesentinel.simulator.world.Timeline;
import io.nodesentinel.simulator.world.Trace;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The monitors of a world: they report, and tell the [Expectation] what that means.
public final class Monitors {
  private final ApiServer server;
  private final Timeline time;
  private final Trace trace;
  private final Expectation expectation;
  private final People people;
  private Instant lastStamp = Timeline.BEGIN.minusSeconds(1);

  public Monitors(
      ApiServer server, Timeline time, Trace trace, Expectation expectation, People people) {
    this.server = server;
    this.time = time;
    this.trace = trace;
    this.expectation = expectation;
    this.people = people;
  }

  /// Later than all before it, so that the order of reports is that of their times.
  public Instant stamp() {
    Instant now = time.instant();
    lastStamp = now.isAfter(lastStamp) ? now : lastStamp.plusMillis(1);
    return lastStamp;
  }

  /// A fatal report of the check of one component class.
  ///
  /// @param entity the part that is broken; empty for all of it
  /// @param at when the reporter says that it was; null if it does not say
  public static HealthEventSpec fault(
      String node, String part, String entity, @Nullable Instant at, ProcessingStrategy strategy) {
    return spec(node, part, entity, false, at, strategy);
  }

  /// A healthy report of the same check; it speaks of all parts.
  ///
  /// @param at when the reporter says that it was; null if it does not say
  public static HealthEventSpec healthy(String node, String part, @Nullable Instant at) {
    return spec(node, part, "", true, at, ProcessingStrategy.EXECUTE_REMEDIATION);
  }

  /// Something is broken.
  ///
  /// @param scatter makes the name of the event differ from the order
  /// @return the name of the event
  public String report(HealthEventSpec fault, int scatter) {
    String node = fault.nodeName();
    String name = send(fault, scatter);
    trace.say("monitor", () -> "reports " + name + ": " + told(fault));
    Instant second = time.instant().truncatedTo(ChronoUnit.SECONDS);
    if (second.equals(people.lastDeletion(node))) {
      // The API server's times cannot tell which of the two came first.
      expectation.isUnclear(node);
    }
    NodeView now = server.nodes.table().get(node);
    NodeRecord record = People.record(now);
    if (now != null && record != null && ManualOverride.detect(now, record).isPresent()) {
      // Reported after the release, but perhaps before the operator sees it: a part of the session?
      expectation.isUnclear(node);
    }
    expectation.reported(fault, time.instant());
    return name;
  }

  /// Something is well again.
  ///
  /// @param scatter makes the name of the event differ from the order
  /// @return the name of the event
  public String recover(HealthEventSpec healthy, int scatter) {
    String name = send(healthy, scatter);
    trace.say("monitor", () -> "reports " + name + ": well is " + told(healthy));
    expectation.recovered(healthy);
    return name;
  }

  /// Where there is a datastore that answers, half of all reports go there.
  private String send(HealthEventSpec report, int scatter) {
    SimDatastore datastore = server.datastore;
    return datastore == null || datastore.isDown() || scatter / 2 % 2 == 0
        ? server.events.report(report, scatter, time.instant())
        : datastore.report(report, time.instant());
  }

  private static String told(HealthEventSpec report) {
    return report.componentClass()
        + report.entitiesImpacted().stream().map(Entity::entityValue).toList()
        + " of "
        + report.nodeName()
        + " at "
        + report.generatedTimestamp()
        + " "
        + report.processingStrategy();
  }

  private static HealthEventSpec spec(
      String node,
      String part,
      String entity,
      boolean healthy,
      @Nullable Instant at,
      ProcessingStrategy strategy) {
    return new HealthEventSpec(
        node,
        "agent",
        part,
        part + "Check",
        1,
        healthy,
        !healthy,
        "",
        RecommendedAction.NONE,
        "",
        List.of(),
        entity.isEmpty() ? List.of() : List.of(new Entity("part", entity)),
        Map.of(),
        at,
        null,
        null,
        strategy);
  }
}
