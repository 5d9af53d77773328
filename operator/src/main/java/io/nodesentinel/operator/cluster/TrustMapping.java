package io.nodesentinel.operator.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.nodesentinel.datastore.tls.Certificates;
import io.nodesentinel.reconcilers.datastore.Trusted;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Authorities as the ConfigMap has them: their certificates under `ca.crt`, which a server reads
/// as it is, and in an annotation since when some of them are replaced.
public final class TrustMapping {
  static final String KEY = "ca.crt";
  private static final String SUPERSEDED = "nodesentinel.io/superseded";
  private static final ObjectMapper JSON = new ObjectMapper();

  private TrustMapping() {}

  static ConfigMap object(
      String name, String namespace, OwnerReference owner, List<Trusted> authorities) {
    Map<String, String> superseded = new TreeMap<>();
    authorities.forEach(one -> {
      if (one.superseded() != null) {
        superseded.put(one.fingerprint(), one.superseded().toString());
      }
    });
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(namespace)
        .withOwnerReferences(owner)
        .addToLabels("app.kubernetes.io/managed-by", "nodesentinel")
        .addToAnnotations(SUPERSEDED, json(superseded))
        .endMetadata()
        .addToData(KEY, authorities.stream().map(Trusted::pem).collect(Collectors.joining()))
        .build();
  }

  /// Null if it says nothing that can be used; it is written anew then.
  static @Nullable List<Trusted> authorities(ConfigMap object) {
    String pem = object.getData() == null ? null : object.getData().get(KEY);
    Map<String, String> annotations = object.getMetadata().getAnnotations();
    String superseded = annotations == null ? "{}" : annotations.getOrDefault(SUPERSEDED, "{}");
    if (pem == null) {
      return null;
    }
    try {
      Map<String, String> since = JSON.readValue(superseded, new TypeReference<>() {});
      return Certificates.in("ConfigMap " + object.getMetadata().getName(), pem).stream()
          .map(TrustMapping::trusted)
          .map(one ->
              since.containsKey(one.fingerprint())
                  ? new Trusted(
                      one.fingerprint(),
                      one.pem(),
                      one.notAfter(),
                      Instant.parse(since.get(one.fingerprint())))
                  : one)
          .toList();
    } catch (GeneralSecurityException | JsonProcessingException | DateTimeException nonsense) {
      return null;
    }
  }

  /// An authority that something in use comes from.
  public static Trusted trusted(X509Certificate certificate) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
      return new Trusted(
          HexFormat.of().formatHex(digest),
          Certificates.pem(List.of(certificate)),
          certificate.getNotAfter().toInstant(),
          null);
    } catch (GeneralSecurityException odd) {
      throw new IllegalStateException("a certificate that was read cannot be written", odd);
    }
  }

  private static String json(Map<String, String> map) {
    try {
      return JSON.writeValueAsString(map);
    } catch (JsonProcessingException odd) {
      throw new IllegalStateException(odd);
    }
  }
}
