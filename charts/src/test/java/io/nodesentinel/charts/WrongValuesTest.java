package io.nodesentinel.charts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.marcnuri.helm.Helm;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class WrongValuesTest {
  static Stream<Arguments> wrong() {
    return Stream.of(
        Arguments.of(Map.of("replicas", 3), "replicas"),
        Arguments.of(Map.of("operator.replicas", "two"), "/operator/replicas"),
        Arguments.of(Map.of("operator.replicas", 12), "maximum"),
        Arguments.of(Map.of("operator.maxUnavailable", "ten"), "/operator/maxUnavailable"),
        Arguments.of(Map.of("operator.leaseDuration", "15"), "/operator/leaseDuration"),
        Arguments.of(Map.of("operator.output", "xml"), "'json', 'plain'"),
        Arguments.of(Map.of("image.tag", "latest"), "image.tag is latest, and nobody"),
        Arguments.of(Map.of("image.digest", "sha256:short"), "/image/digest"),
        Arguments.of(
            Map.of("global.datastore.provider", "mysql"), "'kubernetes', 'postgresql', 'mongodb'"),
        Arguments.of(Map.of("global.datastore.conection.host", "a"), "conection"),
        Arguments.of(Map.of("global.datastore.connection.sslmode", "prefer"), "'verify-full'"),
        Arguments.of(Map.of("global.datastore.connection.port", 70000), "maximum"),
        Arguments.of(Map.of("podMonitor.enabled", "yes"), "/podMonitor/enabled"),
        Arguments.of(Map.of("postgresql.tls.enabled", false), "/postgresql/tls/enabled"),
        Arguments.of(Map.of("postgresql.auth.username", "a b"), "/postgresql/auth/username"),
        Arguments.of(
            Map.of("postgresql.enabled", true),
            "postgresql.enabled is true, but global.datastore.provider is kubernetes"),
        Arguments.of(
            Map.of("global.datastore.provider", "postgresql"),
            "global.datastore.connection.host is empty: name it, or set postgresql.enabled to true"),
        Arguments.of(
            Map.of("global.datastore.provider", "mongodb"),
            "global.datastore.connection.host is empty: name it."),
        Arguments.of(
            Map.of("global.datastore.options.maxIdleConnections", 20),
            "maxIdleConnections (20) is more than maxConnections (10)"),
        Arguments.of(
            Map.of("priorityClass.name", ""),
            "priorityClass.create is true, but priorityClass.name is empty"));
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void aWrongValueIsRefusedWithASentenceThatNamesIt(Map<String, Object> values, String sentence) {
    assertThatThrownBy(() -> Chart.text(List.of(), values)).hasMessageContaining(sentence);
  }

  static Stream<Arguments> contradictions() {
    return Stream.of(
        Arguments.of(Map.of("global.datastore.connection.host", "db"), "which of the two servers"),
        Arguments.of(Map.of("global.datastore.credentialsFromSecret", "s"), "has no passwords"),
        Arguments.of(Map.of("global.datastore.connection.sslmode", "require"), "verify-full only"),
        Arguments.of(Map.of("global.datastore.tls.enabled", false), "tls.enabled must be true"));
  }

  @ParameterizedTest
  @MethodSource("contradictions")
  void whatContradictsTheBuiltInServerIsRefused(Map<String, Object> values, String sentence) {
    assertThatThrownBy(() -> Chart.text(List.of("values-postgresql.yaml"), values))
        .hasMessageContaining(sentence);
  }

  @Test
  void aClusterThatIsTooOldIsRefused() {
    assertThatThrownBy(() -> new Helm(Chart.folder()).template().withKubeVersion("1.31.9").call())
        .hasMessageContaining("requires kubeVersion: >=1.32.0-0");
  }

  @Test
  void globalsOfOtherChartsAreLeftAlone() {
    assertThat(Chart.text(List.of(), Map.of("global.somebodyElses", "value"))).isNotEmpty();
  }
}
