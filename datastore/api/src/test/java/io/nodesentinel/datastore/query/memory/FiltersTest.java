package io.nodesentinel.datastore.query.memory;

import static io.nodesentinel.datastore.query.FilterBuilder.filter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.DocumentJson;
import io.nodesentinel.datastore.document.FieldPath;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.query.Filter;
import io.nodesentinel.datastore.query.FilterBuilder;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The sentences about filters in the documentation of the package, one by one.
class FiltersTest {

  private static boolean matches(String json, FilterBuilder filter) {
    return Evaluator.matches(filter.build(), DocumentJson.read(json));
  }

  @Test
  void equality_is_by_type_and_value_and_numbers_are_one_type() {
    assertThat(matches("{\"a\": 1}", filter().eq("a", 1.0))).isTrue();
    assertThat(matches("{\"a\": 1.5}", filter().eq("a", 1.5))).isTrue();
    assertThat(matches("{\"a\": 1}", filter().eq("a", "1"))).isFalse();
    assertThat(matches("{\"a\": true}", filter().eq("a", 1))).isFalse();
    assertThat(matches("{\"a\": 9007199254740993}", filter().eq("a", 9007199254740992L))).isFalse();
  }

  @Test
  void null_equals_null_and_missing() {
    assertThat(matches("{\"a\": null}", filter().eq("a", null))).isTrue();
    assertThat(matches("{}", filter().eq("a", null))).isTrue();
    assertThat(matches("{\"a\": 5}", filter().eq("a.b", null))).isTrue();
    assertThat(matches("{\"a\": 0}", filter().eq("a", null))).isFalse();
    assertThat(matches("{\"a\": [null]}", filter().eq("a", null))).isTrue();
    assertThat(matches("{\"a\": []}", filter().eq("a", null))).isFalse();
    assertThat(matches("{\"a\": [{\"b\": 1}, {}]}", filter().eq("a.b", null))).isFalse();
    assertThat(matches("{\"a\": [{}, {}]}", filter().eq("a.b", null))).isTrue();
  }

  @Test
  void not_equal_is_exactly_the_rest_and_so_matches_missing() {
    assertThat(matches("{}", filter().ne("a", 1))).isTrue();
    assertThat(matches("{\"a\": [1, 2]}", filter().ne("a", 1))).isFalse();
    assertThat(matches("{}", filter().ne("a", null))).isFalse();
    assertThat(matches("{}", filter().nin("a", List.of(1)))).isTrue();
    assertThat(matches("{}", filter().nin("a", Arrays.asList(1, null)))).isFalse();
  }

  @Test
  void an_array_matches_by_an_element_or_as_a_whole() {
    assertThat(matches("{\"a\": [1, 2]}", filter().eq("a", 2))).isTrue();
    assertThat(matches("{\"a\": [1, 2]}", filter().eq("a", List.of(1, 2)))).isTrue();
    assertThat(matches("{\"a\": [1, 2]}", filter().eq("a", List.of(2, 1)))).isFalse();
    assertThat(matches("{\"a\": [[1, 2]]}", filter().eq("a", List.of(1, 2)))).isTrue();
    assertThat(matches("{\"a\": [[1]]}", filter().eq("a", 1))).isFalse();
    assertThat(matches("{\"a\": [1, 9]}", filter().gt("a", 5).lt("a", 5))).isTrue();
    assertThat(matches("{\"a\": []}", filter().eq("a", List.of()))).isTrue();
  }

  @Test
  void a_path_enters_arrays_of_documents_but_not_arrays_in_arrays() {
    String json = "{\"a\": [{\"b\": 1}, 7, {\"b\": [2, 3]}, [{\"b\": 4}]]}";

    assertThat(matches(json, filter().eq("a.b", 1))).isTrue();
    assertThat(matches(json, filter().eq("a.b", 3))).isTrue();
    assertThat(matches(json, filter().eq("a.b", 4))).isFalse();
  }

  @Test
  void in_nothing_matches_nothing_and_in_null_matches_missing() {
    assertThat(matches("{\"a\": 1}", filter().in("a", List.of()))).isFalse();
    assertThat(matches("{}", filter().in("a", List.of()))).isFalse();
    assertThat(matches("{}", filter().in("a", Collections.singleton(null)))).isTrue();
    assertThat(matches("{\"a\": [4, 5]}", filter().in("a", List.of(5, 6)))).isTrue();
  }

  @Test
  void only_values_of_one_type_are_compared() {
    assertThat(matches("{\"a\": \"5\"}", filter().gt("a", 1))).isFalse();
    assertThat(matches("{\"a\": null}", filter().lt("a", 1))).isFalse();
    assertThat(matches("{}", filter().lte("a", 1))).isFalse();
    assertThat(matches("{\"a\": true}", filter().gt("a", 0))).isFalse();
    assertThat(matches("{\"a\": 1.5}", filter().gt("a", 1))).isTrue();
    assertThat(matches("{\"a\": 9007199254740993}", filter().gt("a", 9007199254740992.0))).isTrue();
  }

  @Test
  void bounds_are_inclusive_where_they_say_so() {
    assertThat(matches("{\"a\": 1}", filter().gte("a", 1).lte("a", 1))).isTrue();
    assertThat(matches("{\"a\": 1}", filter().gt("a", 1))).isFalse();
    assertThat(matches("{\"a\": 1}", filter().lt("a", 1))).isFalse();
  }

  @Test
  void texts_are_compared_by_code_point_and_dates_by_time() {
    String emoji = "\ud83d\ude00";
    assertThat(matches("{\"a\": \"" + emoji + "\"}", filter().gt("a", "\uffff"))).isTrue();
    assertThat(matches("{\"a\": \"B\"}", filter().lt("a", "a"))).isTrue();
    assertThat(
            matches(
                "{\"a\": {\"$date\": \"2026-01-01T00:00:00Z\"}}",
                filter().lt("a", Instant.parse("2026-01-01T00:00:00.001Z"))))
        .isTrue();
    assertThat(matches("{\"a\": \"2026\"}", filter().lt("a", Instant.now()))).isFalse();
  }

  @Test
  void a_field_with_null_exists() {
    assertThat(matches("{\"a\": null}", filter().exists("a"))).isTrue();
    assertThat(matches("{\"a\": []}", filter().exists("a"))).isTrue();
    assertThat(matches("{\"a\": []}", filter().exists("a.b"))).isFalse();
    assertThat(matches("{}", filter().missing("a"))).isTrue();
    assertThat(matches("{\"a.b\": 1}", filter().exists("a.b"))).isFalse();
  }

  @Test
  void and_of_nothing_is_everything_and_or_of_nothing_is_nothing() {
    assertThat(matches("{}", filter())).isTrue();
    assertThat(matches("{}", filter().or())).isFalse();
    assertThat(matches("{}", filter().not(Filter.ALL))).isFalse();
    assertThat(
            matches(
                "{\"a\": 1}",
                filter().or(filter().eq("a", 1).build(), filter().eq("a", 2).build())))
        .isTrue();
    assertThat(
            matches(
                "{\"a\": 1}",
                filter().and(filter().eq("a", 1).build(), filter().eq("b", 2).build())))
        .isFalse();
  }

  @Test
  void operands_without_one_meaning_are_refused_when_the_filter_is_built() {
    Value document = Document.empty().asValue();

    assertThatThrownBy(() -> filter().eq("a", document))
        .isInstanceOf(DatastoreException.class)
        .hasMessageContaining("Compare its fields instead");
    assertThatThrownBy(() -> filter().eq("a", Value.array(document)))
        .isInstanceOf(DatastoreException.class);
    assertThatThrownBy(() -> filter().in("a", List.of(List.of())))
        .isInstanceOf(DatastoreException.class);
    assertThatThrownBy(() -> filter().gt("a", true)).hasMessageContaining("a boolean");
    assertThatThrownBy(() -> filter().lte("a", Value.nothing())).hasMessageContaining("null");
  }

  @Test
  void filters_have_bounds() {
    assertThatThrownBy(() -> filter().in("a", Collections.nCopies(10_001, 1)))
        .hasMessageContaining("10001");
    FilterBuilder wide = filter();
    for (int i = 0; i < 1_000; i++) {
      wide.eq("a", i);
    }
    assertThatThrownBy(wide::build).hasMessageContaining("1001");
    Filter deep = new Filter.Exists(FieldPath.of("a"));
    for (int i = 0; i < 50; i++) {
      deep = new Filter.Not(deep);
    }
    FilterBuilder tooDeep = filter().and(deep);
    assertThatThrownBy(tooDeep::build).hasMessageContaining("52");
  }
}
