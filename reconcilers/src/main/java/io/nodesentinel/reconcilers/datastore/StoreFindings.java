package io.nodesentinel.reconcilers.datastore;

import io.nodesentinel.crds.ProviderName;
import io.nodesentinel.reconcilers.datastore.StoreView.SchemaStep;
import java.util.List;
import java.util.Locale;

/// What the conditions Connected, SchemaReady and ChangeStreamHealthy say. Pure.
final class StoreFindings {
  private static final String OBJECTS = "ObjectsOnly";
  private static final String WAITING = "WaitingForCertificates";
  private static final String NOT_TRIED = "NotTriedYet";
  private static final String NOT_CONNECTED = "NotConnected";

  private StoreFindings() {}

  static Finding connected(DatastoreObserved o, Finding certificates) {
    if (o.spec().provider() == ProviderName.kubernetes) {
      return Finding.good(OBJECTS, "Events are kept as HealthEvent objects alone.");
    }
    StoreView store = o.store();
    return switch (store.phase()) {
      case ANSWERS, SCHEMA_FAILED -> Finding.good("Answers", store.serverVersion());
      case DOES_NOT_ANSWER ->
          certificates.isGood() || o.material().inUse() != null
              ? Finding.bad(reason(store.reason()), store.detail())
              : Finding.bad(WAITING, certificates.message());
      case IDLE ->
          certificates.isGood()
              ? Finding.unknown(NOT_TRIED, "Nobody has connected to it yet.")
              : Finding.bad(WAITING, certificates.message());
    };
  }

  /// `AUTHENTICATION` becomes `Authentication`.
  private static String reason(String kind) {
    if (kind.isEmpty()) {
      return "NotAnswering";
    }
    StringBuilder word = new StringBuilder();
    for (String part : kind.split("_", -1)) {
      word.append(part.charAt(0)).append(part.substring(1).toLowerCase(Locale.ROOT));
    }
    return word.append("Failed").toString();
  }

  static Finding schema(DatastoreObserved o) {
    if (o.spec().provider() == ProviderName.kubernetes) {
      return Finding.good(OBJECTS, "");
    }
    StoreView store = o.store();
    List<String> pending =
        store.schema().stream().filter(step -> !step.applied()).map(SchemaStep::version).toList();
    if (store.phase() == StoreView.Phase.SCHEMA_FAILED) {
      return Finding.bad("CouldNotBeApplied", store.detail());
    }
    if (!pending.isEmpty()) {
      return Finding.bad(
          "StepsMissing",
          "It lacks the steps %s of this version; apply them with: nodesentinel schema apply."
              .formatted(String.join(", ", pending)));
    }
    if (store.serverVersion().isEmpty() && store.schema().isEmpty()) {
      return Finding.unknown(NOT_CONNECTED, "");
    }
    return Finding.good(
        "UpToDate",
        store.schema().isEmpty()
            ? ""
            : "Version " + store.schema().getLast().version() + " is in place.");
  }

  static Finding changes(DatastoreObserved o) {
    if (o.spec().provider() == ProviderName.kubernetes) {
      return Finding.good(OBJECTS, "");
    }
    StoreView store = o.store();
    String gaps =
        store.gaps() == 0
            ? ""
            : "Since this replica leads changes were missing %d times; what is open was read anew."
                .formatted(store.gaps());
    if (store.known()) {
      return Finding.good("UpToDate", gaps);
    }
    return store.phase() == StoreView.Phase.ANSWERS
        ? Finding.unknown("Reading", store.detail())
        : Finding.unknown(NOT_CONNECTED, "No recovery releases a node until it answers.");
  }
}
