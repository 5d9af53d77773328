package io.nodesentinel.reconcilers.datastore;

import io.nodesentinel.crds.CertificateRole;
import io.nodesentinel.crds.CertificateStatus;
import io.nodesentinel.crds.DatastoreStatus;
import io.nodesentinel.crds.ProviderName;
import io.nodesentinel.crds.StatusCondition;
import io.nodesentinel.reconcilers.datastore.StoreView.SchemaStep;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The status of a Datastore as a fold over what was observed. Pure; an equal status need not be
/// written.
final class DatastoreConditions {
  /// Where the lag is shorter it is not worth a write.
  private static final Duration NO_LAG = Duration.ofSeconds(5);

  private DatastoreConditions() {}

  static DatastoreStatus next(DatastoreObserved o) {
    Finding certificates = CertificateFinding.of(o);
    List<StatusCondition> conditions = o.before().conditions();
    conditions = set(conditions, o, DatastoreStatus.CERTIFICATE_READY, certificates);
    conditions =
        set(conditions, o, DatastoreStatus.CONNECTED, StoreFindings.connected(o, certificates));
    conditions = set(conditions, o, DatastoreStatus.SCHEMA_READY, StoreFindings.schema(o));
    conditions =
        set(conditions, o, DatastoreStatus.CHANGE_STREAM_HEALTHY, StoreFindings.changes(o));
    List<CertificateStatus> known = certificates(o);
    StoreView store = o.store();
    boolean measured = o.spec().provider() != ProviderName.kubernetes && store.known();
    boolean behind = store.lag().compareTo(NO_LAG) > 0;
    return new DatastoreStatus(
        o.generation(),
        conditions,
        known,
        known.stream()
            .map(CertificateStatus::notAfter)
            .filter(at -> at != null)
            .min(Instant::compareTo)
            .orElse(null),
        store.serverVersion().isEmpty() ? o.before().serverVersion() : store.serverVersion(),
        store.schema().isEmpty() ? o.before().schemaVersion() : applied(store.schema()),
        measured ? (behind ? store.lag().toSeconds() + "s" : "0s") : "",
        measured ? (behind ? (Long) store.backlog() : (Long) 0L) : null);
  }

  /// The same status with another word on the certificates.
  static DatastoreStatus with(DatastoreObserved o, DatastoreStatus status, Finding certificates) {
    return new DatastoreStatus(
        status.observedGeneration(),
        set(status.conditions(), o, DatastoreStatus.CERTIFICATE_READY, certificates),
        status.certificates(),
        status.expires(),
        status.serverVersion(),
        status.schemaVersion(),
        status.lag(),
        status.backlog());
  }

  private static String applied(List<SchemaStep> steps) {
    return steps.stream()
        .filter(SchemaStep::applied)
        .map(SchemaStep::version)
        .reduce("", (_, newer) -> newer);
  }

  private static List<StatusCondition> set(
      List<StatusCondition> conditions, DatastoreObserved o, String type, Finding finding) {
    return StatusCondition.set(
        conditions,
        new StatusCondition(
            type, finding.status(), finding.reason(), finding.message(), o.now(), o.generation()));
  }

  private static List<CertificateStatus> certificates(DatastoreObserved o) {
    if (o.spec().tls() == null) {
      return List.of();
    }
    List<CertificateStatus> all = new ArrayList<>();
    DatastoreNames names = o.names();
    CertificateFacts client = o.material().inUse();
    CertificateView ordered = o.certificate(names.client());
    if (client != null) {
      all.add(
          new CertificateStatus(
              CertificateRole.Client,
              names.client(),
              client.commonName(),
              client.serialNumber(),
              client.notBefore(),
              client.notAfter(),
              ordered == null ? null : ordered.renewalTime()));
    }
    add(all, CertificateRole.Server, o.certificate(names.server()));
    add(all, CertificateRole.Authority, o.certificate(names.authority()));
    return all;
  }

  private static void add(
      List<CertificateStatus> all, CertificateRole role, @Nullable CertificateView view) {
    if (view != null && view.ours() && view.notAfter() != null) {
      all.add(
          new CertificateStatus(
              role,
              view.name(),
              view.wish().commonName(),
              "",
              view.notBefore(),
              view.notAfter(),
              view.renewalTime()));
    }
  }
}
