package io.nodesentinel.operator.leader;

import org.jspecify.annotations.Nullable;

/// The one lease that the replicas compete for. Thread-safe.
public interface Leases {

  /// Reads it from the API server.
  ///
  /// @return null if there is none
  /// @throws io.nodesentinel.reconcilers.port.ApiException if the server did not answer
  @Nullable LeaseView read();

  /// Makes `holder` the holder, from now on.
  ///
  /// @param base the write is conditional on this version; null creates the lease
  /// @param holder empty gives it back
  /// @throws io.nodesentinel.reconcilers.port.ApiException of kind CONFLICT if it changed since
  LeaseView write(@Nullable LeaseView base, String holder);
}
