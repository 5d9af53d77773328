package io.nodesentinel.operator.cluster;

import io.fabric8.certmanager.api.model.v1.Certificate;
import io.fabric8.certmanager.api.model.v1.CertificateBuilder;
import io.fabric8.certmanager.api.model.v1.CertificateCondition;
import io.fabric8.certmanager.api.model.v1.CertificatePrivateKey;
import io.fabric8.certmanager.api.model.v1.CertificateSpec;
import io.fabric8.certmanager.api.model.v1.CertificateStatus;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.nodesentinel.crds.IssuerRef;
import io.nodesentinel.crds.KeyAlgorithm;
import io.nodesentinel.crds.KeyEncoding;
import io.nodesentinel.crds.PrivateKeySpec;
import io.nodesentinel.reconcilers.datastore.CertificateView;
import io.nodesentinel.reconcilers.datastore.CertificateWish;
import io.nodesentinel.reconcilers.datastore.CertificateWish.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Certificates of cert-manager as plain values, and back.
final class CertificateMapping {
  private static final String SERVER_AUTH = "server auth";
  private static final String CLIENT_AUTH = "client auth";
  private static final String ISSUER = "Issuer";

  /// What cert-manager does where nothing is said.
  private static final Duration USUAL_DURATION = Duration.ofDays(90);

  private CertificateMapping() {}

  /// As it is applied. The model writes durations as billions of nanoseconds, which nobody can
  /// read.
  static GenericKubernetesResource object(
      KubernetesSerialization json, CertificateWish wish, String namespace, OwnerReference owner) {
    GenericKubernetesResource object =
        json.convertValue(typed(wish, namespace, owner), GenericKubernetesResource.class);
    Map<String, Object> spec =
        new TreeMap<>(Objects.requireNonNull(object.<Map<String, Object>>get("spec")));
    spec.put("duration", text(wish.duration()));
    spec.put("renewBefore", text(wish.renewBefore()));
    object.setAdditionalProperty("spec", spec);
    return object;
  }

  private static Certificate typed(CertificateWish wish, String namespace, OwnerReference owner) {
    return new CertificateBuilder()
        .withNewMetadata()
        .withName(wish.name())
        .withNamespace(namespace)
        .withOwnerReferences(owner)
        .addToLabels("app.kubernetes.io/managed-by", "nodesentinel")
        .endMetadata()
        .withNewSpec()
        .withSecretName(wish.name())
        .withCommonName(wish.commonName().isEmpty() ? null : wish.commonName())
        .withDnsNames(wish.dnsNames())
        .withIsCA(wish.usage() == Usage.AUTHORITY)
        .withUsages(usages(wish.usage()))
        .withNewPrivateKey()
        .withAlgorithm(wish.privateKey().algorithm().name())
        .withEncoding(wish.privateKey().encoding().name())
        .withRotationPolicy(wish.keepsKey() ? "Never" : "Always")
        .endPrivateKey()
        .withNewIssuerRef(wish.issuer().group(), wish.issuer().kind(), wish.issuer().name())
        .endSpec()
        .build();
  }

  private static List<String> usages(Usage usage) {
    return switch (usage) {
      case CLIENT -> List.of(CLIENT_AUTH, "digital signature", "key encipherment");
      case SERVER -> List.of(SERVER_AUTH, "digital signature", "key encipherment");
      case AUTHORITY -> List.of("cert sign", "crl sign", "digital signature");
    };
  }

  /// As Go and people write it, such as `2160h` and `1h30m`.
  static String text(Duration duration) {
    if (duration.toNanosPart() != 0) {
      return duration.toMillis() + "ms";
    }
    StringBuilder text = new StringBuilder();
    part(text, duration.toHours(), 'h');
    part(text, duration.toMinutesPart(), 'm');
    part(text, duration.toSecondsPart(), 's');
    return text.isEmpty() ? "0s" : text.toString();
  }

  private static void part(StringBuilder text, long count, char unit) {
    if (count != 0) {
      text.append(count).append(unit);
    }
  }

  /// @param owner UID of the Datastore that asks whether it is its own
  static CertificateView view(Certificate certificate, String owner) {
    CertificateStatus status = certificate.getStatus();
    Optional<CertificateCondition> ready = condition(status, "Ready");
    Optional<CertificateCondition> issuing = condition(status, "Issuing");
    Long generation = certificate.getMetadata().getGeneration();
    return new CertificateView(
        wish(certificate),
        certificate.getMetadata().getOwnerReferences().stream()
            .anyMatch(reference -> owner.equals(reference.getUid())),
        ready
            .filter(c -> "True".equals(c.getStatus()))
            .filter(c -> Objects.equals(c.getObservedGeneration(), generation))
            .isPresent(),
        issuing.filter(c -> "True".equals(c.getStatus())).isPresent(),
        ready.map(CertificateMapping::message).orElse(""),
        issuing
            .filter(c -> "False".equals(c.getStatus()) && "Failed".equals(c.getReason()))
            .map(CertificateMapping::message)
            .orElse(""),
        status == null ? null : instant(status.getNotBefore()),
        status == null ? null : instant(status.getNotAfter()),
        status == null ? null : instant(status.getRenewalTime()));
  }

  private static Optional<CertificateCondition> condition(
      @Nullable CertificateStatus status, String type) {
    return status == null || status.getConditions() == null
        ? Optional.empty()
        : status.getConditions().stream().filter(c -> type.equals(c.getType())).findAny();
  }

  private static String message(CertificateCondition condition) {
    return condition.getMessage() == null ? "" : condition.getMessage();
  }

  private static CertificateWish wish(Certificate certificate) {
    CertificateSpec spec = certificate.getSpec();
    CertificatePrivateKey key = spec.getPrivateKey();
    return new CertificateWish(
        certificate.getMetadata().getName(),
        usage(spec),
        spec.getCommonName() == null ? "" : spec.getCommonName(),
        spec.getDnsNames() == null ? List.of() : spec.getDnsNames(),
        spec.getDuration() == null ? USUAL_DURATION : spec.getDuration().getDuration(),
        spec.getRenewBefore() == null ? Duration.ZERO : spec.getRenewBefore().getDuration(),
        new PrivateKeySpec(
            key == null || key.getAlgorithm() == null
                ? KeyAlgorithm.RSA
                : KeyAlgorithm.valueOf(key.getAlgorithm()),
            key == null || key.getEncoding() == null
                ? KeyEncoding.PKCS1
                : KeyEncoding.valueOf(key.getEncoding())),
        key != null && "Never".equals(key.getRotationPolicy()),
        new IssuerRef(
            spec.getIssuerRef().getName(),
            spec.getIssuerRef().getKind() == null ? ISSUER : spec.getIssuerRef().getKind(),
            spec.getIssuerRef().getGroup() == null
                ? IssuerRef.CERT_MANAGER
                : spec.getIssuerRef().getGroup()));
  }

  private static Usage usage(CertificateSpec spec) {
    if (Boolean.TRUE.equals(spec.getIsCA())) {
      return Usage.AUTHORITY;
    }
    return spec.getUsages() != null && spec.getUsages().contains(SERVER_AUTH)
        ? Usage.SERVER
        : Usage.CLIENT;
  }

  private static @Nullable Instant instant(@Nullable String text) {
    return text == null || text.isEmpty() ? null : Instant.parse(text);
  }
}
