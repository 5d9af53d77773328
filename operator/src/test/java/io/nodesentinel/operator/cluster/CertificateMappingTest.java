package io.nodesentinel.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.certmanager.api.model.v1.Certificate;
import io.fabric8.certmanager.api.model.v1.CertificateConditionBuilder;
import io.fabric8.certmanager.api.model.v1.CertificateStatusBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CertificateMappingTest {
  private static final KubernetesSerialization JSON = new KubernetesSerialization();

  private static CertificateWish wish(Usage usage) {
    return new CertificateWish(
        "events-tls",
        usage,
        usage == Usage.SERVER ? "" : "sentinel",
        usage == Usage.SERVER ? List.of("db", "db.sentinel.svc") : List.of(),
        Duration.ofDays(90),
        Duration.ofMinutes(90),
        new PrivateKeySpec(KeyAlgorithm.ECDSA, KeyEncoding.PKCS1),
        usage == Usage.AUTHORITY,
        new IssuerRef("mine", "ClusterIssuer", "cert-manager.io"));
  }

  private static GenericKubernetesResource written(Usage usage) {
    return CertificateMapping.object(
        JSON,
        wish(usage),
        "sentinel",
        new OwnerReferenceBuilder().withName("events").withUid("uid-1").build());
  }

  @ParameterizedTest
  @EnumSource(Usage.class)
  void what_is_ordered_reads_back_as_the_same_wish(Usage usage) {
    Certificate read = JSON.convertValue(written(usage), Certificate.class);

    CertificateView view = CertificateMapping.view(read, "uid-1");

    assertThat(view.wish()).isEqualTo(wish(usage));
    assertThat(view.ours()).isTrue();
    assertThat(view.ready()).isFalse();
    assertThat(CertificateMapping.view(read, "uid-2").ours()).isFalse();
  }

  @Test
  void durations_are_written_as_people_write_them() {
    assertThat(JSON.asYaml(written(Usage.CLIENT)))
        .contains("duration: \"2160h\"", "renewBefore: \"1h30m\"");
  }

  @ParameterizedTest
  @CsvSource({"PT0S,0s", "PT20S,20s", "PT1M30S,1m30s", "PT87600H,87600h", "PT1.5S,1500ms"})
  void every_duration_has_a_text(Duration duration, String text) {
    assertThat(CertificateMapping.text(duration)).isEqualTo(text);
  }

  @Test
  void a_condition_counts_only_for_the_present_spec() {
    Certificate certificate = JSON.convertValue(written(Usage.CLIENT), Certificate.class);
    certificate.getMetadata().setGeneration(2L);
    certificate.setStatus(
        new CertificateStatusBuilder()
            .withConditions(
                new CertificateConditionBuilder()
                    .withType("Ready")
                    .withStatus("True")
                    .withObservedGeneration(1L)
                    .build(),
                new CertificateConditionBuilder()
                    .withType("Issuing")
                    .withStatus("False")
                    .withReason("Failed")
                    .withMessage("denied")
                    .build())
            .withNotBefore("2026-03-02T09:00:00Z")
            .build());

    CertificateView view = CertificateMapping.view(certificate, "uid-1");

    assertThat(view.ready()).isFalse();
    assertThat(view.failure()).isEqualTo("denied");
    assertThat(view.notBefore()).isEqualTo(Instant.parse("2026-03-02T09:00:00Z"));
    certificate.getStatus().getConditions().getFirst().setObservedGeneration(2L);
    assertThat(CertificateMapping.view(certificate, "uid-1").ready()).isTrue();
  }
}
