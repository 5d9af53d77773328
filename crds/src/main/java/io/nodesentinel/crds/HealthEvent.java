package io.nodesentinel.crds;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crd.generator.annotation.AdditionalSelectableField;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/// A fact about a node. The kind only carries; what it means is in [HealthEventSpec].
@Group("nodesentinel.io")
@Version("v1alpha1")
@ShortNames("he")
@AdditionalSelectableField(jsonPath = ".spec.nodeName")
@AdditionalPrinterColumn(
    name = "Node",
    jsonPath = ".spec.nodeName",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Check",
    jsonPath = ".spec.checkName",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Healthy",
    jsonPath = ".spec.isHealthy",
    type = AdditionalPrinterColumn.Type.BOOLEAN)
@AdditionalPrinterColumn(
    name = "Fatal",
    jsonPath = ".spec.isFatal",
    type = AdditionalPrinterColumn.Type.BOOLEAN)
@AdditionalPrinterColumn(
    name = "Evaluated",
    jsonPath = ".status.conditions[?(@.type==\"Evaluated\")].reason",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Quarantined",
    jsonPath = ".status.nodeQuarantined",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Age",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
@JsonClassDescription(
    "A HealthEvent is a fact that a monitor or a person reports: check C on node N is healthy, or is"
        + " not. Policies decide what comes of it. A later healthy event of the same agent, component"
        + " class, check, node and version closes the faults that an unhealthy one opened; deleting"
        + " the object closes nothing.")
public class HealthEvent extends CustomResource<HealthEventSpec, HealthEventStatus> {
  private static final long serialVersionUID = 1L;

  @Override
  protected @Nullable HealthEventSpec initSpec() {
    return null;
  }

  @Override
  protected @Nullable HealthEventStatus initStatus() {
    return null;
  }
}
