package io.nodesentinel.datastore.mongodb.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.AuthenticationMechanism;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoCredential;
import com.mongodb.ReadConcern;
import com.mongodb.ServerAddress;
import com.mongodb.WriteConcern;
import com.mongodb.connection.ClusterConnectionMode;
import io.nodesentinel.datastore.certificates.Authority;
import io.nodesentinel.datastore.config.DatastoreConfig;
import io.nodesentinel.datastore.config.SslMode;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.error.DatastoreException.Kind;
import io.nodesentinel.datastore.tls.TlsFiles;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MongoSettingsTest {
  @TempDir Path folder;

  @Test
  void the_variables_of_the_go_system_are_enough() {
    MongoClientSettings settings =
        of(
            DatastoreConfig.fromEnvironment(
                Map.of(
                    "MONGODB_URI",
                    "mongodb://sentinel:hush@a:1,b/?authSource=users&replicaSet=rs0",
                    "MONGODB_DATABASE_NAME",
                    "Events")));
    assertThat(settings.getClusterSettings().getHosts())
        .containsExactly(new ServerAddress("a", 1), new ServerAddress("b"));
    assertThat(settings.getClusterSettings().getRequiredReplicaSetName()).isEqualTo("rs0");
    MongoCredential credential = Objects.requireNonNull(settings.getCredential());
    assertThat(credential.getUserName()).isEqualTo("sentinel");
    assertThat(credential.getSource()).isEqualTo("users");
    assertThat(settings.getSslSettings().isEnabled()).isTrue();
    assertThat(settings.getSslSettings().isInvalidHostNameAllowed()).isFalse();
  }

  @Test
  void writes_and_reads_are_those_of_the_majority_whatever_the_string_says() {
    MongoClientSettings settings = of("mongodb://a/db?w=1&readConcernLevel=local&tls=false");
    assertThat(settings.getWriteConcern()).isEqualTo(WriteConcern.MAJORITY);
    assertThat(settings.getReadConcern()).isEqualTo(ReadConcern.MAJORITY);
    assertThat(settings.getSslSettings().isEnabled()).isFalse();
  }

  @Test
  void one_host_is_a_way_to_find_the_others_unless_told_not_to() {
    assertThat(of("mongodb://a/db").getClusterSettings().getMode())
        .isEqualTo(ClusterConnectionMode.MULTIPLE);
    assertThat(of("mongodb://a/db?directConnection=true").getClusterSettings().getMode())
        .isEqualTo(ClusterConnectionMode.SINGLE);
  }

  @Test
  void options_of_ours_have_effect() {
    MongoClientSettings settings = of("mongodb://a/db?maxPoolSize=3&minPoolSize=1&timeout=4s");
    assertThat(settings.getConnectionPoolSettings().getMaxSize()).isEqualTo(3);
    assertThat(settings.getConnectionPoolSettings().getMinSize()).isEqualTo(1);
    assertThat(settings.getClusterSettings().getServerSelectionTimeout(TimeUnit.SECONDS))
        .isEqualTo(4);
  }

  @Test
  void a_certificate_says_who_we_are_where_there_is_no_password() {
    new Authority("authority")
        .client("sentinel")
        .write(folder.resolve("tls.crt"), folder.resolve("tls.key"));
    MongoClientSettings settings =
        of(
            DatastoreConfig.builder("mongodb")
                .host("a")
                .database("db")
                .clientCertificate(folder.resolve("tls.crt"), folder.resolve("tls.key"))
                .build());
    assertThat(Objects.requireNonNull(settings.getCredential()).getAuthenticationMechanism())
        .isEqualTo(AuthenticationMechanism.MONGODB_X509);
  }

  @Test
  void what_is_checked_of_a_certificate_is_what_sslmode_says() {
    for (SslMode mode : SslMode.values()) {
      MongoClientSettings settings =
          of(DatastoreConfig.builder("mongodb").host("a").database("db").sslMode(mode).build());
      assertThat(settings.getSslSettings().isEnabled()).isEqualTo(mode != SslMode.DISABLE);
      assertThat(settings.getSslSettings().isInvalidHostNameAllowed())
          .isEqualTo(mode != SslMode.VERIFY_FULL);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mongodb://a/db?tlsInsecure=true",
        "mongodb://a/db?tlsAllowInvalidHostnames=true",
        "mongodb://a/db?tlsCAFile=x",
        "mongodb://a/",
        "mongodb://somebody:hush@a,b/db?directConnection=true",
        "mongodb://somebody:hush@a/db?authMechanism=NONSENSE"
      })
  void what_cannot_be_meant_is_one_sentence_without_the_string(String url) {
    assertThatThrownBy(() -> of(url))
        .isInstanceOfSatisfying(
            DatastoreException.class,
            error -> {
              assertThat(error.kind()).isEqualTo(Kind.CONFIGURATION);
              assertThat(error.getMessage()).doesNotContain("hush").endsWith(".");
            });
  }

  @Test
  void a_user_without_a_password_or_certificate_is_refused() {
    assertThatThrownBy(() ->
            of(DatastoreConfig.builder("mongodb").host("a").database("db").login("u", "").build()))
        .hasMessageContaining("without a password");
  }

  private static MongoClientSettings of(String url) {
    return of(DatastoreConfig.fromConnectionString(url));
  }

  private static MongoClientSettings of(DatastoreConfig config) {
    return MongoSettings.of(config, new TlsFiles(config.tls(), "mongodb"));
  }
}
