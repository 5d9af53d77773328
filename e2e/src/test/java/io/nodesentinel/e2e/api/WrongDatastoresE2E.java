package io.nodesentinel.e2e.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FieldValidateable;
import io.nodesentinel.e2e.RealCluster;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// A Datastore that cannot work is refused with a sentence that says what is wrong. Objects are
/// sent as dry runs.
@ExtendWith(RealCluster.class)
class WrongDatastoresE2E {
  private static final String DATABASE = "host: db.example, database: events, username: sentinel";
  private static final String POSTGRESQL = "{provider: postgresql, connection: {" + DATABASE + "}";

  @ParameterizedTest
  @MethodSource("wrong")
  void is_refused_with_a_sentence(String spec, String sentence, KubernetesClient client) {
    var refused = catchThrowableOfType(KubernetesClientException.class, () -> send(client, spec));
    assertThat(refused).as("the object was accepted").isNotNull();
    assertThat(refused.getStatus().getMessage()).contains(sentence);
  }

  @ParameterizedTest
  @MethodSource("right")
  void is_accepted_where_it_is_right(String spec, KubernetesClient client) {
    assertThat(send(client, spec).getMetadata().getName()).isEqualTo("wrong-datastore");
  }

  static Stream<String> right() {
    return Stream.of(
        "{provider: kubernetes}",
        POSTGRESQL + "}",
        POSTGRESQL + ", tls: {}}",
        POSTGRESQL + ", tls: {source: Secret, secretName: given}}",
        POSTGRESQL + ", tls: {privateKey: {algorithm: Ed25519, encoding: PKCS8}}}",
        "{provider: postgresql, connection: {database: events, username: sentinel}, tls: {},"
            + " managed: {serviceName: db}}",
        "{provider: mongodb, connection: {uri: 'mongodb+srv://db.example/events'}}",
        "{provider: mongodb, connection: {host: db.example, credentialsSecret: password}}");
  }

  static Stream<Arguments> wrong() {
    return Stream.of(
        Arguments.of("{}", "spec.provider: Required value"),
        Arguments.of(
            "{provider: mysql}", "supported values: \"kubernetes\", \"postgresql\", \"mongodb\""),
        Arguments.of(
            "{provider: kubernetes, connection: {" + DATABASE + "}}",
            "the provider kubernetes keeps events as HealthEvent objects alone"),
        Arguments.of(
            "{provider: postgresql, connection: {database: events}}",
            "say where the PostgreSQL server is: set connection.host, or managed"),
        Arguments.of(
            "{provider: postgresql, connection: {host: db.example}}",
            "PostgreSQL needs the name of a database: set connection.database"),
        Arguments.of(
            "{provider: postgresql, connection: {database: events, host: a, uri: 'x://y'}}",
            "uri and host both say where the server is"),
        Arguments.of(
            "{provider: postgresql, connection: {database: events, uri: 'x://y'},"
                + " managed: {serviceName: db}}",
            "connection.uri is for MongoDB"),
        Arguments.of("{provider: mongodb}", "say where MongoDB is"),
        Arguments.of(
            "{provider: mongodb, connection: {uri: 'mongodb://me:secret@db.example/events'}}",
            "put it into the Secret that credentialsSecret names"),
        Arguments.of(
            "{provider: mongodb, connection: {host: a}, managed: {serviceName: db}}",
            "the built-in server is a PostgreSQL"),
        Arguments.of(
            POSTGRESQL.replace(DATABASE, DATABASE + ", sslmode: prefer") + "}",
            "sslmode is one of disable, require, verify-ca and verify-full"),
        Arguments.of(
            POSTGRESQL.replace(DATABASE, DATABASE + ", sslmode: disable") + ", tls: {}}",
            "connection.sslmode is disable, but tls asks for certificates"),
        Arguments.of(
            "{provider: postgresql, connection: {host: a, database: events}, tls: {}}",
            "the client's certificate needs a common name: set connection.username"),
        Arguments.of(POSTGRESQL + ", tls: {source: Secret}}", "source Secret needs secretName"),
        Arguments.of(
            POSTGRESQL + ", tls: {source: Secret, secretName: x, issuerRef: {name: y}}}",
            "with source Secret nothing is issued"),
        Arguments.of(
            POSTGRESQL + ", tls: {secretName: Not_A_Name}}", "cannot be the name of a Secret"),
        Arguments.of(POSTGRESQL + ", tls: {duration: 90d}}", "not a duration"),
        Arguments.of(
            POSTGRESQL + ", tls: {privateKey: {algorithm: Ed25519}}}",
            "keys of Ed25519 are always written as PKCS8"),
        Arguments.of(
            POSTGRESQL + ", tls: {}, managed: {serviceName: '-db'}}",
            "cannot be the name of a Service"),
        Arguments.of(
            POSTGRESQL + ", options: {maxConnections: 2, maxIdleConnections: 3}}",
            "maxIdleConnections is more than maxConnections"),
        Arguments.of(POSTGRESQL + ", options: {maxConnections: 0}}", "maxConnections"));
  }

  private static GenericKubernetesResource send(KubernetesClient client, String spec) {
    var object =
        client
            .getKubernetesSerialization()
            .unmarshal(
                """
                apiVersion: nodesentinel.io/v1alpha1
                kind: Datastore
                metadata: {name: wrong-datastore, namespace: default}
                spec: %s
                """
                    .formatted(spec),
                GenericKubernetesResource.class);
    return client
        .resource(object)
        .dryRun()
        .fieldValidation(FieldValidateable.Validation.STRICT)
        .create();
  }
}
