package io.nodesentinel.reconcilers.ledger;

import io.nodesentinel.crds.Entity;
import io.nodesentinel.crds.FaultKey;
import io.nodesentinel.crds.HealthEventSpec;
import java.util.ArrayList;
import java.util.List;

/// Which faults an event speaks of.
final class FaultKeys {
  private static final List<Entity> NO_ENTITY = List.of(new Entity("", ""));
  private static final List<String> NO_CODE = List.of("");

  private FaultKeys() {}

  /// One key for each entity and error code; an absent list counts as one empty value.
  static List<FaultKey> opened(HealthEventSpec event) {
    List<Entity> entities =
        event.entitiesImpacted().isEmpty() ? NO_ENTITY : event.entitiesImpacted();
    List<String> codes = event.errorCode().isEmpty() ? NO_CODE : event.errorCode();
    List<FaultKey> keys = new ArrayList<>(entities.size() * codes.size());
    for (Entity entity : entities) {
      for (String code : codes) {
        keys.add(
            new FaultKey(
                event.agent(),
                event.componentClass(),
                event.checkName(),
                event.version(),
                entity.entityType(),
                entity.entityValue(),
                code));
      }
    }
    return keys;
  }

  /// A healthy event speaks of the faults of the same check; entities and codes in it restrict
  /// which, and one with codes does not speak of a fault without a code.
  static boolean isCovered(FaultKey key, HealthEventSpec healthy) {
    return key.agent().equals(healthy.agent())
        && key.componentClass().equals(healthy.componentClass())
        && key.checkName().equals(healthy.checkName())
        && key.version() == healthy.version()
        && (healthy.entitiesImpacted().isEmpty()
            || healthy.entitiesImpacted().contains(new Entity(key.entityType(), key.entityValue())))
        && (healthy.errorCode().isEmpty() || healthy.errorCode().contains(key.errorCode()));
  }
}
