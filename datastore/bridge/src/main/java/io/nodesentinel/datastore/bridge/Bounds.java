package io.nodesentinel.datastore.bridge;

import io.nodesentinel.crds.Entity;
import io.nodesentinel.crds.HealthEventSpec;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;

/// Documents have no schema. What they report ends up in objects that have one, where a text that
/// is too long would make every write of a node fail; so it is cut to the bounds of a `HealthEvent`
/// here.
final class Bounds {
  private static final int MAX_ENTITIES = 64;
  private static final int MAX_CODES = 32;
  private static final int MAX_FAULTS = 512;
  private static final int NAME = 128;
  private static final int WORD = 64;
  private static final int LONG = 256;
  private static final Pattern NODE_NAME =
      Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
  private static final int MAX_NODE_NAME = 253;

  private Bounds() {}

  /// A Node can have this name.
  static boolean isNodeName(String name) {
    return name.length() <= MAX_NODE_NAME && NODE_NAME.matcher(name).matches();
  }

  /// @param createdAt of the document, whose own time is as exact as a stated one
  static HealthEventSpec cut(HealthEventSpec e, Instant createdAt) {
    List<Entity> entities =
        e.entitiesImpacted().stream()
            .limit(MAX_ENTITIES)
            .map(x -> new Entity(cut(x.entityType(), WORD), cut(x.entityValue(), LONG)))
            .toList();
    int codes = Math.min(MAX_CODES, MAX_FAULTS / Math.max(1, entities.size()));
    return new HealthEventSpec(
        e.nodeName(),
        cut(e.agent(), NAME),
        cut(e.componentClass(), WORD),
        cut(e.checkName(), NAME),
        e.version(),
        e.isHealthy(),
        e.isFatal(),
        cut(e.message(), HealthEventSpec.MAX_MESSAGE),
        e.recommendedAction(),
        cut(e.customRecommendedAction(), LONG),
        e.errorCode().stream().limit(codes).map(code -> cut(code, NAME)).toList(),
        entities,
        e.metadata(),
        e.generatedTimestamp() == null ? createdAt : e.generatedTimestamp(),
        e.quarantineOverrides(),
        e.drainOverrides(),
        e.processingStrategy());
  }

  private static String cut(String text, int most) {
    return text.codePointCount(0, text.length()) <= most
        ? text
        : text.substring(0, text.offsetByCodePoints(0, most - 1)) + "…";
  }
}
