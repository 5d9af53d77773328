package io.nodesentinel.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class PodShelfTest {
  private final PodShelf shelf = new PodShelf();

  private static Pod pod(String name, String node) {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace("work")
        .withName(name)
        .withUid("uid-" + name)
        .endMetadata()
        .withNewSpec()
        .withNodeName(node)
        .endSpec()
        .build();
  }

  private void put(Pod pod) {
    shelf.put(shelf.getKey(pod), pod);
  }

  @Test
  void what_the_informer_reads_back_names_the_pod_and_its_node() {
    put(pod("a", "node-1"));

    Pod back = Objects.requireNonNull(shelf.get("work/a"));

    assertThat(shelf.getKey(back)).isEqualTo("work/a");
    assertThat(back.getMetadata().getUid()).isEqualTo("uid-a");
    assertThat(back.getSpec().getNodeName()).isEqualTo("node-1");
  }

  /// The informer holds one of these for each pod of the cluster at the end of its first list.
  @Test
  void what_the_informer_reads_back_holds_no_metadata_and_no_spec_of_its_own() {
    put(pod("a", "node-1"));

    assertThat(shelf.values())
        .allSatisfy(back -> {
          assertThat(back.getMetadata()).isNotSameAs(back.getMetadata());
          assertThat(back.getSpec()).isNotSameAs(back.getSpec());
        });
  }

  @Test
  void a_pod_that_moves_leaves_the_node_it_was_on() {
    put(pod("a", "node-1"));
    put(pod("b", "node-1"));
    put(pod("a", "node-2"));

    assertThat(shelf.onNode("node-1")).extracting("name").isEqualTo(List.of("b"));
    assertThat(shelf.onNode("node-2")).extracting("name").isEqualTo(List.of("a"));
  }

  @Test
  void pods_of_a_namespace_share_its_name() {
    put(pod("a", "node-1"));
    Pod other = pod("b", "node-1");
    other.getMetadata().setNamespace(new String("work"));
    put(other);

    List<String> namespaces = shelf.onNode("node-1").stream().map(v -> v.namespace()).toList();
    assertThat(namespaces.get(0)).isSameAs(namespaces.get(1));
  }

  @Test
  void a_removed_pod_is_gone_from_its_node() {
    put(pod("a", "node-1"));

    Pod removed = shelf.remove("work/a");

    assertThat(removed).isNotNull();
    assertThat(shelf.onNode("node-1")).isEmpty();
    assertThat(shelf.size()).isZero();
  }
}
