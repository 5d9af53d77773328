package io.nodesentinel.operator.control;

import io.nodesentinel.crds.Fault;
import io.nodesentinel.crds.NodeQuarantineStatus;
import io.nodesentinel.operator.cluster.QuarantineShelf;
import io.nodesentinel.reconcilers.policy.CompiledPolicy;
import io.nodesentinel.reconcilers.policy.PolicyBook;
import io.nodesentinel.reconcilers.port.QuarantineView;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// What of a store's history is still open, by the ledgers and the policies.
public record OpenLedgers(QuarantineShelf quarantines, PolicyBook policies) {
  /// Facts that nobody judged are looked for at least so far back, whatever the policies say.
  private static final Duration HORIZON = Duration.ofHours(24);

  /// Nodes whose ledger or debts are open, and the time of the oldest fact that they may stand on.
  public Map<String, Instant> since() {
    Map<String, Instant> since = new HashMap<>();
    for (QuarantineView quarantine : quarantines.views()) {
      since(quarantine.status()).ifPresent(at -> since.put(quarantine.nodeName(), at));
    }
    return since;
  }

  static Optional<Instant> since(NodeQuarantineStatus status) {
    if (status.faults().isEmpty() && status.owed().isEmpty()) {
      return Optional.empty();
    }
    Stream<Instant> faults = status.faults().stream().map(Fault::since);
    Stream<Instant> session =
        Optional.ofNullable(status.session()).map(s -> s.startedAt().minus(HORIZON)).stream();
    Stream<Instant> history =
        status.owed().isEmpty()
            ? Stream.empty()
            : status.history().stream().limit(1).map(h -> h.at().minus(HORIZON));
    return Stream.of(faults, session, history)
        .flatMap(times -> times)
        .min(Comparator.naturalOrder());
  }

  /// How old a fact may be that starts something.
  public Duration horizon() {
    return policies.current().policies().stream()
        .map(CompiledPolicy::maxAge)
        .filter(age -> age.compareTo(HORIZON) > 0)
        .max(Comparator.naturalOrder())
        .orElse(HORIZON);
  }

  /// A fault or a debt stands on the event.
  public boolean isNeeded(String nodeName, String event) {
    QuarantineView quarantine = quarantines.view(nodeName);
    return quarantine != null
        && (quarantine.status().faults().stream().anyMatch(f -> event.equals(f.sourceEvent()))
            || quarantine.status().owed().stream().anyMatch(o -> event.equals(o.event())));
  }
}
