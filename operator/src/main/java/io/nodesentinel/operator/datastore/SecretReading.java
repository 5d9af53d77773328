package io.nodesentinel.operator.datastore;

import io.nodesentinel.crds.CertificateFiles;
import io.nodesentinel.crds.DatastoreTls;
import io.nodesentinel.datastore.config.PemTexts;
import io.nodesentinel.datastore.config.SslMode;
import io.nodesentinel.datastore.tls.Certificates;
import io.nodesentinel.operator.cluster.TrustMapping;
import io.nodesentinel.operator.datastore.Offer.Unusable;
import io.nodesentinel.reconcilers.datastore.DatastoreNames;
import io.nodesentinel.reconcilers.datastore.Trusted;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Reads the Secrets of a Datastore.
///
/// @param secrets the parts of a Secret by its name; empty if it is not there
record SecretReading(
    String namespace,
    DatastoreNames names,
    DatastoreTls tls,
    SslMode mode,
    Function<String, Optional<Map<String, byte[]>>> secrets) {
  private static final byte[] NOTHING = {};

  /// Those that are needed.
  static Set<String> needed(DatastoreNames names, DatastoreTls tls) {
    Set<String> needed = new TreeSet<>(Set.of(names.client()));
    if (!tls.caSecret().isEmpty()) {
      needed.add(tls.caSecret());
    }
    return needed;
  }

  List<String> missing() {
    return needed(names, tls).stream().filter(name -> secrets.apply(name).isEmpty()).toList();
  }

  /// The client's certificate, with every authority from which the server's may come: those of a
  /// Secret that the object names, or else those that came with the certificates, and those that
  /// were trusted before and are not over yet.
  ///
  /// @throws Unusable with words for a person
  Offer offer(List<Trusted> trustedBefore) throws Unusable {
    CertificateFiles files = tls.files();
    Map<String, byte[]> client = secrets.apply(names.client()).orElseThrow();
    String roots;
    if (tls.caSecret().isEmpty()) {
      Map<String, String> all = new LinkedHashMap<>();
      authorities(names.client()).forEach(one -> all.put(one.fingerprint(), one.pem()));
      optional(names.server()).forEach(one -> all.put(one.fingerprint(), one.pem()));
      trustedBefore.forEach(one -> all.putIfAbsent(one.fingerprint(), one.pem()));
      roots = all.values().stream().collect(Collectors.joining());
    } else {
      roots = pem(authorities(tls.caSecret()));
      if (roots.isEmpty()) {
        throw new Unusable("Secret %s has no %s".formatted(tls.caSecret(), files.authorities()));
      }
    }
    return Offer.of(
        mode,
        PemTexts.of(
            "Secret " + namespace + "/" + names.client(),
            client.getOrDefault(files.certificate(), NOTHING),
            client.getOrDefault(files.privateKey(), NOTHING),
            roots.getBytes(StandardCharsets.US_ASCII)));
  }

  /// Those that came with the certificates of client and server. What cannot be read is left out.
  List<Trusted> authorities() {
    Map<String, Trusted> all = new LinkedHashMap<>();
    optional(names.client()).forEach(one -> all.put(one.fingerprint(), one));
    optional(names.server()).forEach(one -> all.put(one.fingerprint(), one));
    return List.copyOf(all.values());
  }

  private List<Trusted> optional(String secret) {
    try {
      return authorities(secret);
    } catch (Unusable _) {
      // Said by whoever needs it.
      return List.of();
    }
  }

  private List<Trusted> authorities(String secret) throws Unusable {
    byte[] bytes =
        secrets.apply(secret).orElse(Map.of()).getOrDefault(tls.files().authorities(), NOTHING);
    String pem = new String(bytes, StandardCharsets.ISO_8859_1);
    if (pem.isBlank()) {
      return List.of();
    }
    try {
      return Certificates.in("%s of Secret %s".formatted(tls.files().authorities(), secret), pem)
          .stream()
          .map(TrustMapping::trusted)
          .toList();
    } catch (GeneralSecurityException nonsense) {
      throw new Unusable(String.valueOf(nonsense.getMessage()));
    }
  }

  private static String pem(List<Trusted> authorities) {
    return authorities.stream().map(Trusted::pem).collect(Collectors.joining());
  }
}
