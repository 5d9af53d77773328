package io.nodesentinel.crds;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/// Where events are kept. What is wanted is in [DatastoreSpec], how it is in [DatastoreStatus].
@Group("nodesentinel.io")
@Version("v1alpha1")
@ShortNames("ds")
@AdditionalPrinterColumn(
    name = "Provider",
    jsonPath = ".spec.provider",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Certificate",
    jsonPath = ".status.conditions[?(@.type==\"CertificateReady\")].status",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Connected",
    jsonPath = ".status.conditions[?(@.type==\"Connected\")].status",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Schema",
    jsonPath = ".status.conditions[?(@.type==\"SchemaReady\")].status",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Changes",
    jsonPath = ".status.conditions[?(@.type==\"ChangeStreamHealthy\")].status",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Expires",
    jsonPath = ".status.expires",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Age",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
@JsonClassDescription(
    "A Datastore says where events are kept beside HealthEvent objects, and how the connection to it is"
        + " protected. The operator uses the one that it is told to (--datastore), in its own"
        + " namespace.")
public class Datastore extends CustomResource<DatastoreSpec, DatastoreStatus>
    implements Namespaced {
  private static final long serialVersionUID = 1L;

  @Override
  protected @Nullable DatastoreSpec initSpec() {
    return null;
  }

  @Override
  protected @Nullable DatastoreStatus initStatus() {
    return null;
  }
}
