package io.nodesentinel.e2e.truth;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.nodesentinel.crds.HealthEvent;
import io.nodesentinel.crds.HealthEventSpec;
import io.nodesentinel.crds.HealthEventStatus;
import io.nodesentinel.crds.NodeQuarantine;
import io.nodesentinel.crds.NodeQuarantineSpec;
import io.nodesentinel.datastore.EventRef;
import io.nodesentinel.datastore.StatusWrite;
import io.nodesentinel.datastore.kubernetes.KubernetesNodeEvents;
import io.nodesentinel.e2e.Cluster;
import io.nodesentinel.operator.cluster.ClusterNodes;
import io.nodesentinel.operator.cluster.ClusterQuarantines;
import io.nodesentinel.operator.cluster.NodeShelf;
import io.nodesentinel.operator.cluster.PodShelf;
import io.nodesentinel.operator.cluster.QuarantineShelf;
import io.nodesentinel.operator.cluster.ServerClock;
import io.nodesentinel.reconcilers.node.ConditionsPatch;
import io.nodesentinel.reconcilers.node.NodePatch;
import io.nodesentinel.reconcilers.node.NodeView;
import io.nodesentinel.reconcilers.node.Taint;
import io.nodesentinel.reconcilers.port.EvictionResult;
import io.nodesentinel.reconcilers.port.Evictions;
import io.nodesentinel.reconcilers.port.PodView;
import io.nodesentinel.reconcilers.port.QuarantineView;
import io.nodesentinel.reconcilers.port.QuarantineWrite;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A real API server: the operator's own adapters under its own rights, and an administrator who
/// sends what kubectl sends.
final class RealSide implements Side, AutoCloseable {
  private static final String NAMESPACE = "default";
  private static final String MARK = "nodesentinel.test/mark";

  private final KubernetesClient admin;
  private final String node;
  private final io.nodesentinel.operator.cluster.Cluster operator;
  private final NodeShelf nodeShelf = new NodeShelf(() -> {});
  private final QuarantineShelf quarantineShelf = new QuarantineShelf();
  private final PodShelf podShelf = new PodShelf();
  private final ClusterNodes nodes;
  private final ClusterQuarantines quarantines;
  private final Evictions evictions;
  private final KubernetesNodeEvents store;
  private final List<String> pods = new ArrayList<>();
  private final List<String> told = new CopyOnWriteArrayList<>();
  private @Nullable Watch watch;
  private int marks;

  RealSide(Cluster cluster, String node) {
    this.admin = cluster.admin();
    this.node = node;
    this.operator =
        new io.nodesentinel.operator.cluster.Cluster(
            Config.fromKubeconfig(cluster.operatorKubeconfig().toFile()),
            8,
            2,
            Duration.ofSeconds(10),
            () -> true,
            new ServerClock(System::nanoTime, InstantSource.system()),
            InstantSource.system(),
            "truth");
    this.nodes = operator.nodes(nodeShelf);
    this.quarantines = operator.quarantines(quarantineShelf);
    this.evictions = operator.evictions(_ -> {});
    this.store = new KubernetesNodeEvents(operator.watcher(), operator.writer(), _ -> {});
  }

  @Override
  public NodeView node(String name) {
    return Objects.requireNonNull(nodes.read(name), name);
  }

  @Override
  public NodeView patch(NodePatch patch) {
    return nodes.patch(patch, () -> true);
  }

  @Override
  public NodeView patchConditions(ConditionsPatch patch) {
    return nodes.patchConditions(patch);
  }

  @Override
  public @Nullable QuarantineView quarantine(String name) {
    NodeQuarantine now = admin.resources(NodeQuarantine.class).withName(name).get();
    if (now == null) {
      Optional.ofNullable(quarantineShelf.view(name)).ifPresent(quarantineShelf::remove);
      return null;
    }
    quarantineShelf.put(quarantineShelf.getKey(now), now);
    return quarantineShelf.view(name);
  }

  @Override
  public QuarantineView write(QuarantineWrite write) {
    return quarantines.write(write);
  }

  @Override
  public void letGo(QuarantineView quarantine) {
    quarantines.letGo(quarantine);
  }

  @Override
  public void delete(QuarantineView quarantine) {
    quarantines.delete(quarantine);
  }

  @Override
  public EventRef event(String name) {
    HealthEvent event =
        Objects.requireNonNull(admin.resources(HealthEvent.class).withName(name).get());
    return new EventRef(name, event.getMetadata().getResourceVersion());
  }

  @Override
  public StatusWrite writeStatus(EventRef ref, HealthEventStatus status) {
    return store.writeStatus(ref, status);
  }

  @Override
  public EvictionResult evict(PodView pod) {
    CompletableFuture<EvictionResult> answer = new CompletableFuture<>();
    evictions.evict(pod, () -> true, answer::complete);
    return answer.orTimeout(20, TimeUnit.SECONDS).join();
  }

  @Override
  public void addNode(String name) {
    admin
        .resource(
            new NodeBuilder()
                .withNewMetadata()
                .withName(name)
                .addToLabels("type", "kwok")
                .addToLabels("kubernetes.io/hostname", name)
                .endMetadata()
                .build())
        .create();
    await()
        .until(() -> {
          Node now = admin.nodes().withName(name).get();
          return now.getStatus() != null
              && now.getStatus().getConditions().stream()
                  .anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("True"))
              && now.getSpec().getTaints().isEmpty();
        });
    if (watch == null) {
      watch = admin.nodes().withName(name).watch(new Told());
    }
  }

  @Override
  public void removeNode(String name) {
    admin.nodes().withName(name).delete();
  }

  @Override
  public void cordon(String name) {
    edit(name, "kubectl-cordon", "{\"spec\":{\"unschedulable\":true}}");
  }

  @Override
  public void uncordon(String name) {
    edit(name, "kubectl-uncordon", "{\"spec\":{\"unschedulable\":null}}");
  }

  @Override
  public void taint(String name, Taint taint) {
    taints(
        name,
        before -> {
          List<io.fabric8.kubernetes.api.model.Taint> taints = new ArrayList<>(before);
          taints.removeIf(
              t -> t.getKey().equals(taint.key()) && t.getEffect().equals(taint.effect()));
          taints.add(
              new io.fabric8.kubernetes.api.model.Taint(
                  taint.effect(), taint.key(), null, taint.value()));
          return taints;
        });
  }

  @Override
  public void untaint(String name, String key) {
    taints(name, before -> before.stream().filter(t -> !t.getKey().equals(key)).toList());
  }

  private void taints(
      String name, UnaryOperator<List<io.fabric8.kubernetes.api.model.Taint>> change) {
    for (int i = 0; ; i++) {
      Node now = admin.nodes().withName(name).get();
      String body =
          "{\"metadata\":{\"resourceVersion\":\"%s\"},\"spec\":{\"taints\":%s}}"
              .formatted(
                  now.getMetadata().getResourceVersion(),
                  admin
                      .getKubernetesSerialization()
                      .asJson(change.apply(now.getSpec().getTaints())));
      try {
        admin
            .nodes()
            .withName(name)
            .patch(
                new PatchContext.Builder()
                    .withPatchType(PatchType.JSON_MERGE)
                    .withFieldManager("kubectl-taint")
                    .build(),
                body);
        return;
      } catch (KubernetesClientException e) {
        // Kubernetes taints and untaints what is cordoned, in the same list.
        if (e.getCode() != 409 || i == 20) {
          throw e;
        }
      }
    }
  }

  @Override
  public void label(String name, String key, @Nullable String value) {
    edit(name, "kubectl-label", metadata("labels", key, value));
  }

  @Override
  public void annotate(String name, String key, @Nullable String value) {
    edit(name, "kubectl-annotate", metadata("annotations", key, value));
  }

  private static String metadata(String field, String key, @Nullable String value) {
    String text = value == null ? "null" : "\"" + value + "\"";
    return "{\"metadata\":{\"%s\":{\"%s\":%s}}}".formatted(field, key, text);
  }

  private void edit(String name, String manager, String body) {
    admin
        .nodes()
        .withName(name)
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.STRATEGIC_MERGE)
                .withFieldManager(manager)
                .build(),
            body);
  }

  @Override
  public void create(NodeQuarantineSpec request) {
    NodeQuarantine object = new NodeQuarantine();
    object.setMetadata(new ObjectMetaBuilder().withName(request.nodeName()).build());
    object.setSpec(request);
    admin.resource(object).create();
  }

  @Override
  public void remove(String quarantine) {
    admin.resources(NodeQuarantine.class).withName(quarantine).delete();
  }

  @Override
  public String report(HealthEventSpec report) {
    HealthEvent event = new HealthEvent();
    event.setMetadata(new ObjectMetaBuilder().withName(node + "-event").build());
    event.setSpec(report);
    return admin.resource(event).create().getMetadata().getName();
  }

  @Override
  public void removeEvent(String name) {
    admin.resources(HealthEvent.class).withName(name).delete();
  }

  @Override
  public PodView pod(String nodeName, String name) {
    Pod pod =
        admin
            .resource(
                new PodBuilder()
                    .withNewMetadata()
                    .withName(name)
                    .withNamespace(NAMESPACE)
                    .withLabels(Map.of("truth", name.substring(0, 3)))
                    .withFinalizers("example.com/held")
                    .endMetadata()
                    .withNewSpec()
                    .withNodeName(nodeName)
                    .withTerminationGracePeriodSeconds(0L)
                    .addNewContainer()
                    .withName("main")
                    .withImage("example.invalid/main")
                    .endContainer()
                    .endSpec()
                    .build())
            .create();
    pods.add(name);
    await().until(() -> admin.resource(pod).get().getStatus().getPhase().equals("Running"));
    podShelf.put(podShelf.getKey(pod), admin.resource(pod).get());
    return podShelf.onNode(nodeName).stream()
        .filter(p -> p.name().equals(name))
        .findAny()
        .orElseThrow();
  }

  @Override
  public void forbidEvictions() {
    admin
        .resource(
            new PodDisruptionBudgetBuilder()
                .withNewMetadata()
                .withName(node)
                .withNamespace(NAMESPACE)
                .endMetadata()
                .withNewSpec()
                .withNewMinAvailable(1)
                .withNewSelector()
                .withMatchLabels(Map.of("truth", "job"))
                .endSelector()
                .endSpec()
                .build())
        .create();
    await()
        .until(() -> {
          var status =
              admin.policy().v1().podDisruptionBudget().inNamespace(NAMESPACE).withName(node).get();
          return status.getStatus() != null
              && Integer.valueOf(1).equals(status.getStatus().getCurrentHealthy());
        });
  }

  /// A last change of our own tells that everything before it has arrived.
  @Override
  public List<String> watched(String name) {
    String mark = "m" + ++marks;
    label(name, MARK, mark);
    await().until(() -> told.contains(mark));
    List<String> texts = new ArrayList<>(told);
    told.clear();
    texts.removeIf(t -> t.startsWith("m"));
    List<String> distinct = new ArrayList<>();
    for (String text : texts) {
      if (distinct.isEmpty() || !distinct.getLast().equals(text)) {
        distinct.add(text);
      }
    }
    return distinct;
  }

  private final class Told implements Watcher<Node> {
    private @Nullable String lastMark;

    @Override
    public void eventReceived(Action action, Node now) {
      if (action == Action.DELETED || action == Action.ERROR) {
        return;
      }
      NodeShelf view = new NodeShelf(() -> {});
      view.put(now.getMetadata().getName(), now);
      Texts.add(told, Objects.requireNonNull(view.view(now.getMetadata().getName())));
      String mark = now.getMetadata().getLabels().get(MARK);
      if (mark != null && !mark.equals(lastMark)) {
        lastMark = mark;
        told.add(mark);
      }
    }

    @Override
    public void onClose(WatcherException cause) {}
  }

  @Override
  public void close() {
    if (watch != null) {
      watch.close();
    }
    store.close();
    operator.close();
    for (String pod : pods) {
      var there = admin.pods().inNamespace(NAMESPACE).withName(pod);
      if (there.get() != null) {
        there.withGracePeriod(0).delete();
        there.patch(PatchContext.of(PatchType.JSON_MERGE), "{\"metadata\":{\"finalizers\":null}}");
      }
    }
    admin.policy().v1().podDisruptionBudget().inNamespace(NAMESPACE).withName(node).delete();
    admin.resources(NodeQuarantine.class).withName(node).delete();
    admin.nodes().withName(node).delete();
  }
}
