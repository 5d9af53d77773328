package io.nodesentinel.datastore.kubernetes.client;

import static io.nodesentinel.datastore.query.FilterBuilder.filter;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.query.Filter;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What of a filter the API server is asked to do. It must never leave out what matches.
class SelectionTest {
  private static final String NODE = "healthevent.nodeName";

  @Test
  void a_node_is_a_field_selector() {
    assertThat(Selection.of(filter().eq(NODE, "n1").gt("createdAt", 1).build()).selector())
        .isEqualTo("spec.nodeName=n1");
  }

  @Test
  void an_id_is_a_name() {
    assertThat(Selection.of(Filter.byId(Value.of("one"))).name()).contains("one");
  }

  @Test
  void a_name_that_no_object_can_have_selects_nothing_by_itself() {
    assertThat(Selection.of(Filter.byId(Value.of("Not A Name")))).isEqualTo(Selection.ALL);
    assertThat(Selection.of(filter().eq(NODE, "a,spec.x=b").build())).isEqualTo(Selection.ALL);
    assertThat(Selection.of(filter().eq(NODE, null).build())).isEqualTo(Selection.ALL);
  }

  @Test
  void what_is_not_asked_of_all_is_not_selected_by() {
    Filter either =
        filter().or(filter().eq(NODE, "n1").build(), filter().eq(NODE, "n2").build()).build();

    assertThat(Selection.of(either)).isEqualTo(Selection.ALL);
    assertThat(Selection.of(new Filter.Not(filter().eq(NODE, "n1").build())))
        .isEqualTo(Selection.ALL);
    assertThat(Selection.of(filter().in(NODE, List.of("n1")).build())).isEqualTo(Selection.ALL);
    assertThat(Selection.of(Filter.ALL)).isEqualTo(Selection.ALL);
  }
}
