package io.nodesentinel.operator.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodesentinel.datastore.config.DatastoreConfig;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatastoreSearchTest {
  @ParameterizedTest
  @ValueSource(strings = {"postgresql", "mongodb", "MongoDB"})
  void the_databases_of_the_guide_are_on_the_class_path_of_the_operator(String provider) {
    assertThat(
            new DatastoreSearch(
                    Map.of("DATASTORE_PROVIDER", provider, "DATASTORE_HOST", "db.example"))
                .find(null))
        .map(DatastoreConfig::host)
        .contains("db.example");
  }

  @Test
  void a_connection_string_for_mongodb_alone_names_the_datastore() {
    assertThat(
            new DatastoreSearch(Map.of("MONGODB_URI", "mongodb://db.example/events"))
                .find("a-cluster"))
        .hasValueSatisfying(config -> {
          assertThat(config.provider()).isEqualTo("mongodb");
          assertThat(config.extra("clusterUid", "")).isEqualTo("a-cluster");
        });
  }

  @Test
  void an_environment_without_a_datastore_names_none() {
    assertThat(new DatastoreSearch(Map.of()).find(null)).isEmpty();
    assertThat(new DatastoreSearch(Map.of("DATASTORE_PROVIDER", "kubernetes")).find(null))
        .isEmpty();
  }

  @Test
  void a_datastore_that_nobody_knows_is_wrong_before_anything_starts() {
    assertThatThrownBy(() -> new DatastoreSearch(Map.of("DATASTORE_PROVIDER", "oracle")).find(null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"oracle\"")
        .hasMessageContaining("mongodb, postgresql");
  }
}
