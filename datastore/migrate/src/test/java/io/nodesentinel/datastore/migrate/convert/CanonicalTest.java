package io.nodesentinel.datastore.migrate.convert;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.DocumentJson;
import io.nodesentinel.datastore.document.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CanonicalTest {
  private static String sum(Document document) {
    return HexFormat.of().formatHex(Canonical.checksum(document));
  }

  private static String sum(Value value) {
    return sum(Document.of("v", value));
  }

  @Test
  void the_order_of_fields_does_not_count_and_that_of_elements_does() {
    Document first = Document.builder().put("a", 1).put("b", 2).build();
    Document second = Document.builder().put("b", 2).put("a", 1).build();

    assertThat(sum(first)).isEqualTo(sum(second));
    assertThat(sum(Value.array(Value.of(1), Value.of(2))))
        .isNotEqualTo(sum(Value.array(Value.of(2), Value.of(1))));
  }

  @Test
  void a_number_is_its_value_however_it_is_written() {
    assertThat(sum(DocumentJson.read("{\"v\":1.0}")))
        .isEqualTo(sum(DocumentJson.read("{\"v\":1}")));
    assertThat(sum(DocumentJson.read("{\"v\":1e22}")))
        .isEqualTo(sum(DocumentJson.read("{\"v\":10000000000000000000000}")));
    assertThat(sum(Value.of(0.1))).isNotEqualTo(sum(Value.of(0.10000000000000002)));
  }

  @Test
  void values_of_different_types_or_places_never_share_a_checksum() {
    List<Document> documents =
        List.of(
            Document.empty(),
            Document.of("v", Value.nothing()),
            Document.of("v", Value.of(false)),
            Document.of("v", Value.of(0)),
            Document.of("v", Value.of("0")),
            Document.of("v", Value.of(Instant.EPOCH)),
            Document.of("v", Value.array()),
            Document.of("v", Document.empty().asValue()),
            Document.of("v", Value.of("65e2f3d87c1b2a0001a1b2c3")),
            DocumentJson.read("{\"v\":{\"$oid\":\"65e2f3d87c1b2a0001a1b2c3\"}}"),
            Document.of("v", Value.array(Value.of("ab"), Value.of("c"))),
            Document.of("v", Value.array(Value.of("a"), Value.of("bc"))),
            Document.builder().put("v", "").put("w", "").build(),
            Document.of("w", Value.of(0)));

    List<String> sums = new ArrayList<>();
    documents.forEach(document -> sums.add(sum(document)));
    Set<String> distinct = new LinkedHashSet<>(sums);

    assertThat(distinct).hasSameSizeAs(sums);
  }
}
