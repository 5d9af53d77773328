package io.nodesentinel.datastore.tls;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How the files for TLS are, for metrics.
///
/// @param expiry of the first of the certificates in use that expires, ours or an authority's;
///   empty if there are no files
/// @param renewals how often changed files were taken into use
/// @param trouble why the files as they are now cannot be used, so that the last good ones are;
///   null if they can
public record TlsHealth(Optional<Instant> expiry, long renewals, @Nullable String trouble) {}
