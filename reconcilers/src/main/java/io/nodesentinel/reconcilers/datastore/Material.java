package io.nodesentinel.reconcilers.datastore;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The client's certificate and authorities as this process holds them in memory, beside what the
/// Secrets say now.
///
/// @param missing names of Secrets that are needed and not there
/// @param offered what the Secret says now; null if it cannot be used
/// @param inUse what connections are made with; null before the first
/// @param trouble why what the Secrets say now is not in use; empty if it is
/// @param refused the server refused it, or could not be asked; else it cannot be read
/// @param authorities those that come with the Secrets, and with what is in use
public record Material(
    List<String> missing,
    @Nullable CertificateFacts offered,
    @Nullable CertificateFacts inUse,
    String trouble,
    boolean refused,
    List<Trusted> authorities) {
  /// Before anything was read.
  public static final Material NONE = new Material(List.of(), null, null, "", false, List.of());

  public Material {
    missing = List.copyOf(missing);
    authorities = List.copyOf(authorities);
  }

  /// The same, where what the Secrets say now cannot be known.
  public Material withTrouble(String words) {
    return new Material(missing, offered, inUse, words, refused, authorities);
  }

  /// The Secret's certificate is the one that connections are made with.
  boolean isUpToDate() {
    return offered != null && offered.equals(inUse) && trouble.isEmpty();
  }
}
