package io.nodesentinel.operator.cluster;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.nodesentinel.operator.cluster.ApiCalls.Answer;
import io.nodesentinel.operator.leader.LeaseView;
import io.nodesentinel.operator.leader.Leases;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import org.jspecify.annotations.Nullable;

/// The lease as a `coordination.k8s.io` object. Its times are for people to read; nobody here
/// decides by them.
public final class ClusterLease implements Leases {
  private final ApiCalls calls;
  private final KubernetesSerialization json;
  private final InstantSource clock;
  private final String namespace;
  private final String name;
  private final Duration duration;

  ClusterLease(
      ApiCalls calls,
      KubernetesSerialization json,
      InstantSource clock,
      String namespace,
      String name,
      Duration duration) {
    this.calls = calls;
    this.json = json;
    this.clock = clock;
    this.namespace = namespace;
    this.name = name;
    this.duration = duration;
  }

  @Override
  public @Nullable LeaseView read() {
    Answer answer = calls.send("GET", path() + "/" + name, "", null);
    return answer.code() == 404
        ? null
        : view(calls.read(answer, "Lease " + name + " was not read", Lease.class));
  }

  @Override
  public LeaseView write(@Nullable LeaseView base, String holder) {
    boolean changes = base == null || !base.holder().equals(holder);
    int transitions = base == null ? 0 : base.transitions() + (changes ? 1 : 0);
    Instant now = clock.instant();
    Instant acquiredAt = changes || base == null ? now : base.acquiredAt();
    Lease lease =
        new LeaseBuilder()
            .withNewMetadata()
            .withName(name)
            .withNamespace(namespace)
            .withResourceVersion(base == null ? null : base.version())
            .endMetadata()
            .withNewSpec()
            .withHolderIdentity(holder)
            // 0 is refused; a second is what others use for a lease that was given back.
            .withLeaseDurationSeconds(holder.isEmpty() ? 1 : Math.toIntExact(duration.toSeconds()))
            .withRenewTime(now.atZone(ZoneOffset.UTC))
            .withAcquireTime(acquiredAt == null ? null : acquiredAt.atZone(ZoneOffset.UTC))
            .withLeaseTransitions(transitions)
            .endSpec()
            .build();
    Answer answer =
        base == null
            ? calls.send("POST", path(), "application/json", json.asJson(lease))
            : calls.send("PUT", path() + "/" + name, "application/json", json.asJson(lease));
    return view(calls.read(answer, "Lease " + name + " was not written", Lease.class));
  }

  private String path() {
    return "/apis/coordination.k8s.io/v1/namespaces/" + namespace + "/leases";
  }

  private static LeaseView view(Lease lease) {
    LeaseSpec spec = lease.getSpec();
    String holder = spec == null ? null : spec.getHolderIdentity();
    Integer transitions = spec == null ? null : spec.getLeaseTransitions();
    ZonedDateTime acquired = spec == null ? null : spec.getAcquireTime();
    return new LeaseView(
        holder == null ? "" : holder,
        lease.getMetadata().getResourceVersion(),
        transitions == null ? 0 : transitions,
        acquired == null ? null : acquired.toInstant());
  }
}
