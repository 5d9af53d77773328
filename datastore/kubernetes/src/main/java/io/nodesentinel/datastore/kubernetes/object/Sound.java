package io.nodesentinel.datastore.kubernetes.object;

import io.nodesentinel.crds.Entity;
import io.nodesentinel.crds.EvictionStatus;
import io.nodesentinel.crds.HealthEventSpec;
import io.nodesentinel.crds.HealthEventStatus;
import io.nodesentinel.crds.StatusCondition;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// An object's values as far as documents can hold them: one that is odd must not keep the others
/// from being read. Characters that no store holds become U+FFFD; keys of `metadata` that no field
/// can have are left out, with a remark.
final class Sound {
  private static final char REPLACEMENT = '\ufffd';

  private Sound() {}

  /// @param remarks gets a sentence if something is left out
  static HealthEventSpec event(HealthEventSpec spec, List<String> remarks) {
    return new HealthEventSpec(
        text(spec.nodeName()),
        text(spec.agent()),
        text(spec.componentClass()),
        text(spec.checkName()),
        spec.version(),
        spec.isHealthy(),
        spec.isFatal(),
        text(spec.message()),
        spec.recommendedAction(),
        text(spec.customRecommendedAction()),
        spec.errorCode().stream().map(Sound::text).toList(),
        spec.entitiesImpacted().stream()
            .map(entity -> new Entity(text(entity.entityType()), text(entity.entityValue())))
            .toList(),
        texts(spec.metadata(), remarks),
        spec.generatedTimestamp(),
        spec.quarantineOverrides(),
        spec.drainOverrides(),
        spec.processingStrategy());
  }

  static HealthEventStatus status(HealthEventStatus status) {
    EvictionStatus eviction = status.userPodsEvictionStatus();
    return new HealthEventStatus(
        status.nodeQuarantined(),
        eviction == null ? null : new EvictionStatus(eviction.status(), text(eviction.message())),
        status.quarantineFinishTimestamp(),
        status.drainFinishTimestamp(),
        status.faultRemediated(),
        status.lastRemediationTimestamp(),
        status.observedGeneration(),
        status.conditions().stream().map(Sound::condition).toList());
  }

  private static StatusCondition condition(StatusCondition condition) {
    return new StatusCondition(
        text(condition.type()),
        condition.status(),
        text(condition.reason()),
        text(condition.message()),
        condition.lastTransitionTime(),
        condition.observedGeneration());
  }

  private static Map<String, String> texts(Map<String, String> texts, List<String> remarks) {
    Map<String, String> sound = new TreeMap<>();
    texts.forEach((key, value) -> {
      if (!key.isEmpty() && !key.startsWith("$") && key.equals(text(key))) {
        sound.put(key, text(value));
      }
    });
    if (sound.size() < texts.size()) {
      remarks.add(
          "%d of its metadata have keys that no field can have; they are left out."
              .formatted(texts.size() - sound.size()));
    }
    return sound;
  }

  /// The text without U+0000 and halves of surrogate pairs.
  static String text(String text) {
    StringBuilder sound = null;
    for (int i = 0; i < text.length(); i++) {
      char unit = text.charAt(i);
      boolean pair =
          Character.isHighSurrogate(unit)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1));
      if (pair) {
        i++;
      } else if (unit == 0 || Character.isSurrogate(unit)) {
        sound = sound == null ? new StringBuilder(text) : sound;
        sound.setCharAt(i, REPLACEMENT);
      }
    }
    return sound == null ? text : sound.toString();
  }
}
