package io.nodesentinel.operator.datastore;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nodesentinel.crds.DatastoreSpec;
import io.nodesentinel.datastore.certificates.Authority;
import io.nodesentinel.datastore.certificates.Issued;
import io.nodesentinel.datastore.config.PemTexts;
import io.nodesentinel.datastore.config.SslMode;
import io.nodesentinel.operator.cluster.TrustMapping;
import io.nodesentinel.reconcilers.datastore.DatastoreNames;
import io.nodesentinel.reconcilers.datastore.Material;
import io.nodesentinel.reconcilers.datastore.Trusted;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientMaterialTest {
  private static final Authority FIRST = new Authority("first");
  private static final Authority SECOND = new Authority("second");

  private final Map<String, Map<String, byte[]>> secrets = new HashMap<>();
  private final List<PemTexts> trials = new ArrayList<>();
  private Optional<String> refusal = Optional.empty();
  private Instant now = Instant.now();
  private final ClientMaterial material =
      new ClientMaterial(
          () -> now,
          texts -> {
            trials.add(texts);
            return refusal;
          });

  @TempDir Path folder;

  private Material look(Trusted... trusted) {
    return look("{}", trusted);
  }

  private Material look(String tls, Trusted... trusted) {
    DatastoreSpec spec = spec(tls);
    return material.look(
        new SecretReading(
            "sentinel",
            new DatastoreNames("events", spec),
            Objects.requireNonNull(spec.tls()),
            SslMode.VERIFY_FULL,
            name -> Optional.ofNullable(secrets.get(name))),
        Arrays.asList(trusted));
  }

  private static DatastoreSpec spec(String tls) {
    try {
      return new ObjectMapper()
          .readValue("{\"provider\":\"postgresql\",\"tls\":" + tls + "}", DatastoreSpec.class);
    } catch (JsonProcessingException odd) {
      throw new UncheckedIOException(odd);
    }
  }

  private Issued client(Authority authority) {
    Issued client = authority.client("sentinel");
    secrets.put("events-client-tls", parts(client, authority));
    return client;
  }

  private Map<String, byte[]> parts(Issued issued, Authority authority) {
    try {
      issued.write(folder.resolve("tls.crt"), folder.resolve("tls.key"));
      Authority.trust(folder.resolve("ca.crt"), authority);
      return Map.of(
          "tls.crt", Files.readAllBytes(folder.resolve("tls.crt")),
          "tls.key", Files.readAllBytes(folder.resolve("tls.key")),
          "ca.crt", Files.readAllBytes(folder.resolve("ca.crt")));
    } catch (IOException odd) {
      throw new UncheckedIOException(odd);
    }
  }

  private static Trusted trusted(Authority authority) {
    return TrustMapping.trusted(authority.certificate());
  }

  private static String serialNumber(Issued issued) {
    return issued.certificate().getSerialNumber().toString(16);
  }

  private PemTexts current() {
    return material.current().orElseThrow();
  }

  private static String pem(Authority authority) {
    return trusted(authority).pem();
  }

  @Test
  void the_first_certificate_is_taken_as_it_is() {
    Issued first = client(FIRST);
    Material seen = look();
    assertThat(Objects.requireNonNull(seen.inUse()).serialNumber()).isEqualTo(serialNumber(first));
    assertThat(seen.trouble()).isEmpty();
    assertThat(seen.authorities()).containsExactly(trusted(FIRST));
    assertThat(trials).isEmpty();
  }

  @Test
  void a_secret_that_is_not_there_is_named_and_what_is_in_use_stays() {
    assertThat(look("{\"caSecret\":\"other\"}").missing())
        .containsExactly("events-client-tls", "other");
    assertThat(material.current()).isEmpty();
    client(FIRST);
    look();
    secrets.clear();
    assertThat(look().missing()).containsExactly("events-client-tls");
    assertThat(material.current()).isPresent();
  }

  @Test
  void a_renewed_certificate_is_tried_on_the_server_before_it_is_used() {
    client(FIRST);
    look();
    Issued renewed = client(FIRST);
    Material seen = look();
    assertThat(trials).hasSize(1);
    assertThat(Objects.requireNonNull(seen.inUse()).serialNumber())
        .isEqualTo(serialNumber(renewed));
  }

  @Test
  void one_that_the_server_refuses_is_not_used_and_tried_again_later() {
    Issued first = client(FIRST);
    look();
    Issued renewed = client(SECOND);
    refusal = Optional.of("unknown authority");
    Material seen = look();
    assertThat(Objects.requireNonNull(seen.inUse()).serialNumber()).isEqualTo(serialNumber(first));
    assertThat(seen.trouble())
        .contains("serial number " + serialNumber(renewed), "unknown authority");
    assertThat(seen.refused()).isTrue();
    assertThat(seen.authorities())
        .as("the authorities of what is in use, and of what may be soon")
        .containsExactlyInAnyOrder(trusted(FIRST), trusted(SECOND));
    look();
    assertThat(trials).as("not at once").hasSize(1);

    refusal = Optional.empty();
    now = now.plusSeconds(3);
    assertThat(Objects.requireNonNull(look().inUse()).serialNumber())
        .isEqualTo(serialNumber(renewed));
  }

  @Test
  void new_authorities_are_trusted_at_once_also_while_the_certificate_is_refused() {
    client(FIRST);
    look();
    client(SECOND);
    refusal = Optional.of("unknown authority");
    look();
    assertThat(current().rootCertificates().orElseThrow()).contains(pem(FIRST), pem(SECOND));
  }

  @Test
  void an_authority_is_given_up_only_when_a_connection_without_it_works() {
    client(FIRST);
    look(trusted(SECOND));
    assertThat(current().rootCertificates().orElseThrow()).contains(pem(FIRST), pem(SECOND));
    refusal = Optional.of("the server still shows the old one");
    assertThat(look().trouble()).contains("still shows the old one");
    assertThat(current().rootCertificates().orElseThrow()).contains(pem(SECOND));
    refusal = Optional.empty();
    now = now.plusSeconds(3);
    look();
    assertThat(current().rootCertificates().orElseThrow()).doesNotContain(pem(SECOND));
  }

  @Test
  void the_authority_of_the_servers_own_secret_is_trusted_too() {
    client(FIRST);
    secrets.put("events-server-tls", parts(SECOND.server("db"), SECOND));
    assertThat(look().authorities()).containsExactly(trusted(FIRST), trusted(SECOND));
    assertThat(current().rootCertificates().orElseThrow()).contains(pem(FIRST), pem(SECOND));
  }

  @Test
  void where_a_secret_names_the_servers_authority_only_that_one_is_trusted() {
    client(FIRST);
    secrets.put("database-ca", Map.of("ca.crt", pem(SECOND).getBytes(StandardCharsets.US_ASCII)));
    look("{\"caSecret\":\"database-ca\"}", trusted(FIRST));
    assertThat(current().rootCertificates()).contains(pem(SECOND));
  }

  @Test
  void an_expired_certificate_gives_way_to_any_other() {
    Issued expired = FIRST.expiredClient("sentinel");
    secrets.put("events-client-tls", parts(expired, FIRST));
    look();
    Issued fresh = client(SECOND);
    refusal = Optional.of("the server is down");
    assertThat(Objects.requireNonNull(look().inUse()).serialNumber())
        .isEqualTo(serialNumber(fresh));
  }

  @Test
  void nonsense_is_said_without_quoting_it() {
    client(FIRST);
    look();
    Map<String, byte[]> broken = new HashMap<>(secrets.get("events-client-tls"));
    broken.put("tls.key", "top-secret".getBytes(StandardCharsets.US_ASCII));
    secrets.put("events-client-tls", broken);
    Material seen = look();
    assertThat(seen.trouble())
        .contains("PRIVATE KEY", "Secret sentinel/events-client-tls")
        .doesNotContain("top-secret");
    assertThat(seen.offered()).isNull();
    assertThat(seen.inUse()).isNotNull();
    assertThat(trials).isEmpty();
  }
}
