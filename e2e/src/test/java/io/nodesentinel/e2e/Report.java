package io.nodesentinel.e2e;

import io.nodesentinel.crds.BehaviourOverrides;
import io.nodesentinel.crds.Entity;
import io.nodesentinel.crds.HealthEventSpec;
import io.nodesentinel.crds.ProcessingStrategy;
import io.nodesentinel.crds.RecommendedAction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a monitor reports about a node, without the node.
record Report(
    String checkName,
    boolean healthy,
    boolean fatal,
    String message,
    List<String> codes,
    List<Entity> entities,
    @Nullable Instant at,
    @Nullable BehaviourOverrides quarantineOverrides,
    @Nullable BehaviourOverrides drainOverrides,
    ProcessingStrategy strategy) {

  /// Work on the node cannot go on.
  static Report fatal(String checkName) {
    return new Report(
        checkName,
        false,
        true,
        checkName + " failed",
        List.of(),
        List.of(),
        null,
        null,
        null,
        ProcessingStrategy.EXECUTE_REMEDIATION);
  }

  /// All is well again.
  static Report healthy(String checkName) {
    Report fault = fatal(checkName);
    return new Report(
        checkName,
        true,
        false,
        checkName + " passed",
        fault.codes,
        fault.entities,
        null,
        null,
        null,
        fault.strategy);
  }

  Report gpu(String... numbers) {
    List<Entity> more = new ArrayList<>(entities);
    for (String number : numbers) {
      more.add(new Entity("GPU", number));
    }
    return entities(more);
  }

  Report entities(List<Entity> all) {
    return new Report(
        checkName,
        healthy,
        fatal,
        message,
        codes,
        all,
        at,
        quarantineOverrides,
        drainOverrides,
        strategy);
  }

  Report harmless() {
    return new Report(
        checkName,
        healthy,
        false,
        message,
        codes,
        entities,
        at,
        quarantineOverrides,
        drainOverrides,
        strategy);
  }

  Report message(String text) {
    return new Report(
        checkName,
        healthy,
        fatal,
        text,
        codes,
        entities,
        at,
        quarantineOverrides,
        drainOverrides,
        strategy);
  }

  Report at(Instant time) {
    return new Report(
        checkName,
        healthy,
        fatal,
        message,
        codes,
        entities,
        time,
        quarantineOverrides,
        drainOverrides,
        strategy);
  }

  Report strategy(ProcessingStrategy other) {
    return new Report(
        checkName,
        healthy,
        fatal,
        message,
        codes,
        entities,
        at,
        quarantineOverrides,
        drainOverrides,
        other);
  }

  Report quarantineOverrides(BehaviourOverrides overrides) {
    return new Report(
        checkName,
        healthy,
        fatal,
        message,
        codes,
        entities,
        at,
        overrides,
        drainOverrides,
        strategy);
  }

  Report drainOverrides(BehaviourOverrides overrides) {
    return new Report(
        checkName,
        healthy,
        fatal,
        message,
        codes,
        entities,
        at,
        quarantineOverrides,
        overrides,
        strategy);
  }

  Report codes(List<String> all) {
    return new Report(
        checkName,
        healthy,
        fatal,
        message,
        all,
        entities,
        at,
        quarantineOverrides,
        drainOverrides,
        strategy);
  }

  HealthEventSpec about(String nodeName) {
    return new HealthEventSpec(
        nodeName,
        "e2e",
        "GPU",
        checkName,
        1,
        healthy,
        fatal,
        message,
        RecommendedAction.NONE,
        "",
        codes,
        entities,
        Map.of(),
        at,
        quarantineOverrides,
        drainOverrides,
        strategy);
  }
}
