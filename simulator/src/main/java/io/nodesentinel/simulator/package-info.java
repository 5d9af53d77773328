/// The whole decision side in a simulated world: deterministic, single-threaded, from one seed, in
/// the manner of FoundationDB's simulation testing (Zhou et al., SIGMOD 2021). The ledger, the
/// planners, the reconciler, the caches, the gate and the lease are the real ones; the API server,
/// the network, the kubelets, the people and the time are not.
@NullMarked
package io.nodesentinel.simulator;

import org.jspecify.annotations.NullMarked;
