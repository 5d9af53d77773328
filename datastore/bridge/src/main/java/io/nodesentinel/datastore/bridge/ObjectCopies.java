package io.nodesentinel.datastore.bridge;

import io.nodesentinel.crds.HealthEventSpec;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.FieldPath;
import io.nodesentinel.datastore.event.StoredHealthEvent;
import io.nodesentinel.datastore.query.Filter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Documents that record what was reported as a `HealthEvent` object. They have the object's UID as
/// their idempotency key, so that recording one again changes nothing; and they name the object, so
/// that nobody takes them for a second fact, also after the object is gone.
final class ObjectCopies {
  private static final String KEY = "idempotencyKey";
  private static final String OBJECT = "healthEventObject";
  private static final FieldPath MARK = FieldPath.of("healthevent.metadata." + OBJECT);

  /// Everything but copies.
  static final Filter NONE_OF_THEM = new Filter.Not(new Filter.Exists(MARK));

  private ObjectCopies() {}

  static boolean isCopy(Document document) {
    return document.at(MARK).isPresent();
  }

  /// The document of an object.
  static StoredHealthEvent of(ObjectEvent object) {
    HealthEventSpec e = object.event().event();
    Map<String, String> metadata = new TreeMap<>(e.metadata());
    metadata.put(KEY, object.uid());
    metadata.put(OBJECT, object.event().ref().id());
    HealthEventSpec spec =
        new HealthEventSpec(
            e.nodeName(),
            e.agent(),
            e.componentClass(),
            e.checkName(),
            e.version(),
            e.isHealthy(),
            e.isFatal(),
            e.message(),
            e.recommendedAction(),
            e.customRecommendedAction(),
            e.errorCode(),
            e.entitiesImpacted(),
            metadata,
            e.generatedTimestamp(),
            e.quarantineOverrides(),
            e.drainOverrides(),
            e.processingStrategy());
    return new StoredHealthEvent(
        Optional.empty(),
        object.event().createdAt(),
        spec,
        object.event().status(),
        Map.of(),
        List.of());
  }

  /// The UID of the object that a copy records.
  static String uid(StoredHealthEvent copy) {
    return copy.event().metadata().getOrDefault(KEY, "");
  }
}
