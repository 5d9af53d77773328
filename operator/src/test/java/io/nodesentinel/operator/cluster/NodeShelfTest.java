package io.nodesentinel.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class NodeShelfTest {
  private final AtomicInteger room = new AtomicInteger();
  private final NodeShelf shelf = new NodeShelf(room::incrementAndGet);

  private static Node node(String name, String uid, long version, boolean cordoned) {
    return new NodeBuilder()
        .withNewMetadata()
        .withName(name)
        .withUid(uid)
        .withResourceVersion(Long.toString(version))
        .withCreationTimestamp("2026-01-01T00:00:00Z")
        .endMetadata()
        .withNewSpec()
        .withUnschedulable(cordoned)
        .endSpec()
        .withNewStatus()
        .addNewCondition()
        .withType("Ready")
        .withStatus("True")
        .endCondition()
        .endStatus()
        .build();
  }

  private void put(Node node) {
    shelf.put(node.getMetadata().getName(), node);
  }

  @Test
  void the_census_follows_every_change() {
    put(node("a", "1", 1, false));
    put(node("b", "2", 2, true));
    assertThat(shelf.total()).isEqualTo(2);
    assertThat(shelf.out()).isEqualTo(1);
    put(node("a", "1", 3, true));
    assertThat(shelf.out()).isEqualTo(2);
    put(node("b", "2", 4, false));
    shelf.remove("a");
    assertThat(shelf.out()).isZero();
    assertThat(shelf.total()).isEqualTo(1);
  }

  @Test
  void a_late_watch_event_never_sets_a_node_back_behind_our_own_write() {
    put(node("a", "1", 1, false));
    shelf.take(NodeMapping.view(node("a", "1", 5, true)));
    put(node("a", "1", 3, false));
    assertThat(shelf.out()).isEqualTo(1);
    assertThat(shelf.view("a")).isNotNull().extracting(v -> v.resourceVersion()).isEqualTo("5");
  }

  @Test
  void a_node_made_anew_counts_whatever_its_version() {
    put(node("a", "1", 9, true));
    put(node("a", "2", 3, false));
    assertThat(shelf.out()).isZero();
  }

  @Test
  void room_is_told_when_a_node_comes_back_or_is_added_or_goes() {
    put(node("a", "1", 1, true));
    int added = room.get();
    put(node("a", "1", 2, true));
    assertThat(room.get()).isEqualTo(added);
    put(node("a", "1", 3, false));
    assertThat(room.get()).isEqualTo(added + 1);
    shelf.remove("a");
    assertThat(room.get()).isEqualTo(added + 2);
  }
}
