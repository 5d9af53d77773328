package io.nodesentinel.simulator.replica;

import io.nodesentinel.datastore.kubernetes.EventShelf;
import io.nodesentinel.operator.cluster.NodeShelf;
import io.nodesentinel.operator.cluster.PodShelf;
import io.nodesentinel.operator.cluster.QuarantineShelf;
import io.nodesentinel.reconcilers.policy.PolicyBook;

/// What one process has in memory of the cluster: the operator's own caches.
record Caches(
    NodeShelf nodes,
    QuarantineShelf quarantines,
    PodShelf pods,
    EventShelf events,
    PolicyBook policies) {}
