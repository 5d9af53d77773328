package io.nodesentinel.operator.cluster;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.nodesentinel.crds.NodeQuarantine;
import io.nodesentinel.crds.NodeQuarantineSpec;
import io.nodesentinel.operator.cluster.ApiCalls.Answer;
import io.nodesentinel.operator.cluster.WriteLanes.Lane;
import io.nodesentinel.reconcilers.node.NodeMarks;
import io.nodesentinel.reconcilers.port.ApiException;
import io.nodesentinel.reconcilers.port.QuarantineView;
import io.nodesentinel.reconcilers.port.QuarantineWrite;
import io.nodesentinel.reconcilers.port.Quarantines;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// `NodeQuarantine` objects, written by server-side apply that is conditional on the version read.
public final class ClusterQuarantines implements Quarantines {
  private static final String PATH = "/apis/nodesentinel.io/v1alpha1/nodequarantines/";

  private static final PatchContext APPLY =
      new PatchContext.Builder()
          .withPatchType(PatchType.SERVER_SIDE_APPLY)
          .withFieldManager(NodeMarks.FIELD_MANAGER)
          .withForce(true)
          .build();

  private final QuarantineShelf shelf;
  private final KubernetesClient client;
  private final ApiCalls calls;
  private final WriteLanes lanes;

  ClusterQuarantines(
      QuarantineShelf shelf, KubernetesClient client, ApiCalls calls, WriteLanes lanes) {
    this.shelf = shelf;
    this.client = client;
    this.calls = calls;
    this.lanes = lanes;
  }

  @Override
  public @Nullable QuarantineView get(String nodeName) {
    return shelf.view(nodeName);
  }

  @Override
  public QuarantineView write(QuarantineWrite write) {
    QuarantineView base = write.base() == null ? create(write.nodeName()) : write.base();
    String version = base.resourceVersion();
    long generation = base.generation();
    NodeQuarantineSpec spec = write.spec();
    boolean needsFinalizer = !base.finalizer() && !base.deleting();
    if (spec != null || needsFinalizer) {
      NodeQuarantine object = object(write.nodeName(), base.uid(), version);
      object.getMetadata().setFinalizers(List.of(QuarantineMapping.FINALIZER));
      if (spec != null) {
        object.setSpec(spec);
      } else if (!base.madeByPerson()) {
        object.setSpec(base.spec());
      }
      QuarantineView applied =
          attempt(write.nodeName(), () -> taken(client.resource(object).patch(APPLY)));
      version = applied.resourceVersion();
      generation = applied.generation();
    }
    String uid = base.uid();
    NodeQuarantine object = object(write.nodeName(), uid, version);
    object.setStatus(write.statusAt(generation));
    return attempt(
        write.nodeName(), () -> taken(client.resource(object).subresource("status").patch(APPLY)));
  }

  /// An apply would write over an object that has come into being meanwhile, and the ledger in it;
  /// a create is refused then. It names only what every later apply names too, because what it
  /// names no apply can take back.
  private QuarantineView create(String nodeName) {
    NodeQuarantine object = object(nodeName, null, null);
    object.getMetadata().setFinalizers(List.of(QuarantineMapping.FINALIZER));
    object.setSpec(
        new NodeQuarantineSpec(
            nodeName, null, NodeMarks.FIELD_MANAGER, null, List.of(), Map.of(), null));
    String body = client.getKubernetesSerialization().asJson(object);
    Answer answer =
        lanes.in(
            Lane.BOOKKEEPING,
            () ->
                calls.send(
                    "POST",
                    PATH.substring(0, PATH.length() - 1)
                        + "?fieldManager="
                        + NodeMarks.FIELD_MANAGER,
                    "application/json",
                    body));
    return taken(
        calls.read(
            answer, "NodeQuarantine " + nodeName + " was not created", NodeQuarantine.class));
  }

  @Override
  public void letGo(QuarantineView quarantine) {
    String body =
        "{\"metadata\":{\"uid\":\""
            + quarantine.uid()
            + "\",\"resourceVersion\":\""
            + quarantine.resourceVersion()
            + "\",\"finalizers\":null}}";
    Answer answer =
        lanes.in(
            Lane.BOOKKEEPING,
            () ->
                calls.send(
                    "PATCH",
                    PATH + quarantine.nodeName() + "?fieldManager=" + NodeMarks.FIELD_MANAGER,
                    "application/merge-patch+json",
                    body));
    if (answer.code() != 404 && !answer.isSuccess()) {
      throw calls.failed(
          answer, "the finalizer of NodeQuarantine " + quarantine.nodeName() + " was not removed");
    }
    shelf.remove(quarantine);
  }

  @Override
  public void delete(QuarantineView quarantine) {
    String body =
        "{\"preconditions\":{\"uid\":\""
            + quarantine.uid()
            + "\",\"resourceVersion\":\""
            + quarantine.resourceVersion()
            + "\"}}";
    Answer answer =
        lanes.in(
            Lane.BOOKKEEPING,
            () -> calls.send("DELETE", PATH + quarantine.nodeName(), "application/json", body));
    if (answer.code() != 404 && !answer.isSuccess()) {
      throw calls.failed(answer, "NodeQuarantine " + quarantine.nodeName() + " was not deleted");
    }
    // With a finalizer on it the object stays, and is the answer.
    NodeQuarantine rest =
        answer.isSuccess()
            ? calls.read(answer, "the answer was not read", NodeQuarantine.class)
            : null;
    if (rest != null && rest.getMetadata() != null && rest.isMarkedForDeletion()) {
      taken(rest);
    } else {
      shelf.remove(quarantine);
    }
  }

  private static NodeQuarantine object(
      String name, @Nullable String uid, @Nullable String version) {
    NodeQuarantine object = new NodeQuarantine();
    object.setMetadata(
        new ObjectMetaBuilder().withName(name).withUid(uid).withResourceVersion(version).build());
    return object;
  }

  private QuarantineView attempt(String nodeName, Supplier<QuarantineView> write) {
    try {
      return lanes.in(Lane.BOOKKEEPING, write);
    } catch (KubernetesClientException failure) {
      ApiException api =
          ApiCalls.failed(failure, "NodeQuarantine " + nodeName + " was not written");
      throw api;
    }
  }

  private QuarantineView taken(NodeQuarantine object) {
    QuarantineView view = QuarantineMapping.view(object);
    shelf.take(view);
    return view;
  }
}
