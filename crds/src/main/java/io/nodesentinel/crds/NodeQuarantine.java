package io.nodesentinel.crds;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/// The decision for one node. What is wanted is in [NodeQuarantineSpec], how far it is in
/// [NodeQuarantineStatus].
@Group("nodesentinel.io")
@Version("v1alpha1")
@ShortNames("nq")
@ValidationRule(
    value = "self.metadata.name == self.spec.nodeName",
    messageExpression =
        "'a NodeQuarantine has the name of its node: metadata.name is \"' + self.metadata.name + '\","
            + " spec.nodeName is \"' + self.spec.nodeName + '\", make them the same'",
    message =
        "a NodeQuarantine has the name of its node: make metadata.name and spec.nodeName the same",
    fieldPath = ".spec.nodeName",
    reason = Rules.FORBIDDEN)
@AdditionalPrinterColumn(
    name = "Node",
    jsonPath = ".spec.nodeName",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Phase",
    jsonPath = ".status.phase",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Reason",
    jsonPath = ".spec.reason",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Pods left",
    jsonPath = ".status.drain.left",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
    name = "Since",
    jsonPath = ".status.session.startedAt",
    type = AdditionalPrinterColumn.Type.DATE)
@AdditionalPrinterColumn(
    name = "By",
    jsonPath = ".status.session.by",
    type = AdditionalPrinterColumn.Type.STRING)
@JsonClassDescription(
    "A NodeQuarantine is the decision to keep new work off one node, and how far its execution is. The"
        + " operator writes one for a node with faults; a person writes one for planned work. Deleting"
        + " it while faults are open is a manual release of the node.")
public class NodeQuarantine extends CustomResource<NodeQuarantineSpec, NodeQuarantineStatus> {
  private static final long serialVersionUID = 1L;

  @Override
  protected @Nullable NodeQuarantineSpec initSpec() {
    return null;
  }

  @Override
  protected @Nullable NodeQuarantineStatus initStatus() {
    return null;
  }
}
