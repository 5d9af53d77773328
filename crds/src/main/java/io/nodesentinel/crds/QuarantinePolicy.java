package io.nodesentinel.crds;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/// Which facts lead to what. The rules are in [QuarantinePolicySpec].
@Group("nodesentinel.io")
@Version("v1alpha1")
@ShortNames("qp")
@AdditionalPrinterColumn(
    name = "Mode",
    jsonPath = ".spec.mode",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Priority",
    jsonPath = ".spec.priority",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
    name = "Valid",
    jsonPath = ".status.conditions[?(@.type==\"Valid\")].status",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Matched",
    jsonPath = ".status.matchedNodes",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
    name = "Age",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
@JsonClassDescription(
    "A QuarantinePolicy says which facts about a node lead to which action: observe, quarantine, or"
        + " quarantine and drain. Policies add up: a node carries the cordon, taints and labels of"
        + " every policy that matches one of its open faults. Deleting a policy withdraws what only"
        + " it justified.")
public class QuarantinePolicy extends CustomResource<QuarantinePolicySpec, QuarantinePolicyStatus> {
  private static final long serialVersionUID = 1L;

  @Override
  protected @Nullable QuarantinePolicySpec initSpec() {
    return null;
  }

  @Override
  protected @Nullable QuarantinePolicyStatus initStatus() {
    return null;
  }
}
