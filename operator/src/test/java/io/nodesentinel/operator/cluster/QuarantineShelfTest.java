package io.nodesentinel.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.nodesentinel.crds.NodeQuarantine;
import io.nodesentinel.crds.NodeQuarantineSpec;
import io.nodesentinel.reconcilers.port.QuarantineView;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class QuarantineShelfTest {
  private final QuarantineShelf shelf = new QuarantineShelf();

  private static NodeQuarantine object(String uid, long version) {
    NodeQuarantine object = new NodeQuarantine();
    object.setMetadata(
        new ObjectMetaBuilder()
            .withName("n")
            .withUid(uid)
            .withGeneration(1L)
            .withResourceVersion(Long.toString(version))
            .build());
    object.setSpec(new NodeQuarantineSpec("n", "", "", true, List.of(), Map.of(), null));
    return object;
  }

  private void watchBrings(NodeQuarantine object) {
    shelf.put(shelf.getKey(object), object);
  }

  private QuarantineView now() {
    return Objects.requireNonNull(shelf.view("n"));
  }

  @Test
  void what_our_own_write_returned_is_not_set_back_by_what_the_watch_brings_late() {
    shelf.take(QuarantineMapping.view(object("1", 5)));
    watchBrings(object("1", 3));
    assertThat(now().resourceVersion()).isEqualTo("5");
    watchBrings(object("1", 6));
    assertThat(now().resourceVersion()).isEqualTo("6");
  }

  @Test
  void an_object_that_was_made_anew_outlives_the_late_news_of_the_one_before() {
    watchBrings(object("1", 3));
    shelf.remove(now());
    shelf.take(QuarantineMapping.view(object("2", 9)));

    watchBrings(object("1", 8));
    assertThat(now().uid()).isEqualTo("2");
    shelf.remove(shelf.getKey(object("1", 8)));
    assertThat(now().uid()).isEqualTo("2");

    shelf.remove(shelf.getKey(object("2", 10)));
    assertThat(shelf.view("n")).isNull();
  }

  @Test
  void the_informer_finds_what_it_put_by_its_key() {
    NodeQuarantine object = object("1", 3);
    watchBrings(object);
    assertThat(shelf.keySet()).containsExactly(shelf.getKey(object));
    assertThat(shelf.get(shelf.getKey(object))).isNotNull();
    assertThat(shelf.get(shelf.getKey(object("2", 3)))).isNull();
  }
}
