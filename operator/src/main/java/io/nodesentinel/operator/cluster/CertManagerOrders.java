package io.nodesentinel.operator.cluster;

import io.fabric8.certmanager.api.model.v1.Certificate;
import io.fabric8.certmanager.api.model.v1.CertificateCondition;
import io.fabric8.certmanager.api.model.v1.CertificateConditionBuilder;
import io.fabric8.certmanager.api.model.v1.ClusterIssuer;
import io.fabric8.certmanager.api.model.v1.Issuer;
import io.fabric8.certmanager.api.model.v1.IssuerBuilder;
import io.fabric8.certmanager.api.model.v1.IssuerStatus;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.nodesentinel.crds.IssuerRef;
import io.nodesentinel.reconcilers.datastore.CertificateOrders;
import io.nodesentinel.reconcilers.datastore.CertificateView;
import io.nodesentinel.reconcilers.datastore.DatastoreStep;
import io.nodesentinel.reconcilers.datastore.IssuerView;
import io.nodesentinel.reconcilers.datastore.Trusted;
import io.nodesentinel.reconcilers.node.NodeMarks;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// cert-manager's objects in one namespace, asked for by name: the operator lists none of them.
public final class CertManagerOrders implements CertificateOrders {
  private static final String GROUP_VERSION = "cert-manager.io/v1";
  private static final int FORBIDDEN = 403;
  private static final PatchContext APPLY =
      new PatchContext.Builder()
          .withPatchType(PatchType.SERVER_SIDE_APPLY)
          .withFieldManager(NodeMarks.FIELD_MANAGER)
          .withForce(true)
          .build();

  private final KubernetesClient client;
  private final String namespace;
  private final InstantSource clock;

  public CertManagerOrders(KubernetesClient client, String namespace, InstantSource clock) {
    this.client = client;
    this.namespace = namespace;
    this.clock = clock;
  }

  @Override
  public boolean isServed() {
    return asked(
        "whether cert-manager is installed", () -> client.getApiResources(GROUP_VERSION) != null);
  }

  @Override
  public Optional<CertificateView> certificate(String name, String owner) {
    return Optional.ofNullable(
            asked(
                "Certificate " + name,
                () ->
                    client
                        .resources(Certificate.class)
                        .inNamespace(namespace)
                        .withName(name)
                        .get()))
        .map(certificate -> CertificateMapping.view(certificate, owner));
  }

  @Override
  public IssuerView issuer(IssuerRef ref) {
    if (!ref.group().equals(IssuerRef.CERT_MANAGER)) {
      return IssuerView.unknown(ref);
    }
    try {
      return switch (ref.kind()) {
        case "Issuer" -> {
          Issuer issuer =
              client.resources(Issuer.class).inNamespace(namespace).withName(ref.name()).get();
          yield issuer == null ? IssuerView.absent(ref) : view(ref, issuer.getStatus());
        }
        case "ClusterIssuer" -> {
          ClusterIssuer issuer = client.resources(ClusterIssuer.class).withName(ref.name()).get();
          yield issuer == null ? IssuerView.absent(ref) : view(ref, issuer.getStatus());
        }
        default -> IssuerView.unknown(ref);
      };
    } catch (KubernetesClientException failure) {
      if (failure.getCode() == FORBIDDEN) {
        // Whoever keeps this right to themselves is told by the Certificate.
        return IssuerView.unknown(ref);
      }
      throw ApiCalls.failed(failure, ref.kind() + " " + ref.name() + " was not read");
    }
  }

  private static IssuerView view(IssuerRef ref, @Nullable IssuerStatus status) {
    return Optional.ofNullable(status)
        .map(IssuerStatus::getConditions)
        .flatMap(all -> all.stream().filter(c -> "Ready".equals(c.getType())).findAny())
        .map(c ->
            new IssuerView(
                ref,
                true,
                "True".equals(c.getStatus()),
                c.getMessage() == null ? "" : c.getMessage()))
        .orElse(new IssuerView(ref, true, false, ""));
  }

  @Override
  public @Nullable List<Trusted> trusted(String configMap) {
    ConfigMap object =
        asked(
            "ConfigMap " + configMap,
            () -> client.configMaps().inNamespace(namespace).withName(configMap).get());
    return object == null ? null : TrustMapping.authorities(object);
  }

  @Override
  public void carryOut(DatastoreStep step, Owner owner) {
    OwnerReference reference =
        new OwnerReferenceBuilder()
            .withApiVersion("nodesentinel.io/v1alpha1")
            .withKind("Datastore")
            .withName(owner.name())
            .withUid(owner.uid())
            .withController(true)
            .build();
    switch (step) {
      case DatastoreStep.OrderCertificate order ->
          apply(
              CertificateMapping.object(
                  client.getKubernetesSerialization(), order.wish(), namespace, reference));
      case DatastoreStep.OrderIssuer order -> apply(issuer(order, reference));
      case DatastoreStep.Publish publish ->
          apply(
              TrustMapping.object(
                  publish.configMap(), namespace, reference, publish.authorities()));
      case DatastoreStep.Reissue reissue -> reissue(reissue);
    }
  }

  private Issuer issuer(DatastoreStep.OrderIssuer order, OwnerReference owner) {
    IssuerBuilder issuer =
        new IssuerBuilder()
            .withNewMetadata()
            .withName(order.ref().name())
            .withNamespace(namespace)
            .withOwnerReferences(owner)
            .addToLabels("app.kubernetes.io/managed-by", "nodesentinel")
            .endMetadata();
    return order.authority() == null
        ? issuer.withNewSpec().withNewSelfSigned().endSelfSigned().endSpec().build()
        : issuer
            .withNewSpec()
            .withNewCa()
            .withSecretName(order.authority())
            .endCa()
            .endSpec()
            .build();
  }

  private void apply(HasMetadata object) {
    asked(
        object.getKind() + " " + object.getMetadata().getName(),
        () -> client.resource(object).patch(APPLY));
  }

  /// As `cmctl renew` does it.
  private void reissue(DatastoreStep.Reissue reissue) {
    String what = "Certificate " + reissue.certificate();
    Certificate certificate =
        asked(
            what,
            () ->
                client
                    .resources(Certificate.class)
                    .inNamespace(namespace)
                    .withName(reissue.certificate())
                    .get());
    if (certificate == null || certificate.getStatus() == null) {
      return;
    }
    List<CertificateCondition> conditions =
        new ArrayList<>(certificate.getStatus().getConditions());
    conditions.removeIf(c -> "Issuing".equals(c.getType()));
    conditions.add(
        new CertificateConditionBuilder()
            .withType("Issuing")
            .withStatus("True")
            .withReason("ManuallyTriggered")
            .withMessage("NodeSentinel: " + reissue.why())
            .withLastTransitionTime(clock.instant().truncatedTo(ChronoUnit.SECONDS).toString())
            .withObservedGeneration(certificate.getMetadata().getGeneration())
            .build());
    certificate.getStatus().setConditions(conditions);
    asked(what, () -> client.resource(certificate).updateStatus());
  }

  private static <T> T asked(String what, Supplier<T> request) {
    try {
      return request.get();
    } catch (KubernetesClientException failure) {
      throw ApiCalls.failed(failure, what + " was neither read nor written");
    }
  }
}
