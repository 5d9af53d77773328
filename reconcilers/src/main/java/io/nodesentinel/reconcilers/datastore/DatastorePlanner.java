package io.nodesentinel.reconcilers.datastore;

import io.nodesentinel.crds.CertificateSource;
import io.nodesentinel.crds.ConditionStatus;
import io.nodesentinel.crds.DatastoreStatus;
import io.nodesentinel.crds.DatastoreTls;
import io.nodesentinel.crds.GoDuration;
import io.nodesentinel.reconcilers.datastore.DatastoreStep.Publish;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Decides what is done about a Datastore, and what its status says. Pure.
public final class DatastorePlanner {
  /// Nothing tells us of cert-manager's objects, and something is awaited.
  private static final Duration SOON = Duration.ofSeconds(1);

  /// The datastore may cease to answer at any time.
  private static final Duration AT_REST = Duration.ofSeconds(10);

  private static final Duration SHORTEST = Duration.ofMillis(100);

  private DatastorePlanner() {}

  /// The plan for one look.
  public static DatastorePlan plan(DatastoreObserved o) {
    List<DatastoreStep> steps = new ArrayList<>();
    Duration next = AT_REST;
    DatastoreTls tls = o.spec().tls();
    if (tls != null && tls.source() == CertificateSource.CertManager && o.certManagerServed()) {
      steps.addAll(CertificatePlanner.plan(o, tls));
      Duration overlap = GoDuration.parse(tls.trustOverlap());
      List<Trusted> trusted =
          TrustPlanner.plan(o.material().authorities(), o.trusted(), overlap, o.now());
      if (!trusted.isEmpty() && !trusted.equals(o.trusted())) {
        steps.add(new Publish(o.names().trust(), trusted));
      }
      Instant drop = TrustPlanner.nextDrop(trusted, overlap);
      if (drop != null) {
        next = longer(SHORTEST, shorter(next, Duration.between(o.now(), drop)));
      }
    }
    DatastoreStatus status = DatastoreConditions.next(o);
    boolean settled =
        steps.isEmpty()
            && status.conditions().stream().allMatch(c -> c.status() == ConditionStatus.True);
    return new DatastorePlan(steps, status, settled ? next : SOON);
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
