package io.nodesentinel.datastore.postgresql.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.nodesentinel.datastore.certificates.Authority;
import io.nodesentinel.datastore.certificates.Issued;
import io.nodesentinel.datastore.change.WatchRequest;
import io.nodesentinel.datastore.client.Collection;
import io.nodesentinel.datastore.client.DatabaseClient;
import io.nodesentinel.datastore.config.DatastoreConfig;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.postgresql.PostgresDataStore;
import io.nodesentinel.datastore.spi.Datastores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/// Certificates are renewed while clients write and read all the time.
class RenewalTest {
  private static final Collection THINGS = new Collection("RenewalThings");
  private static final int CLIENTS = 4;
  private static final int POOL = 3;
  private static final Logger UPKEEP =
      (Logger) LoggerFactory.getLogger(PostgresDataStore.class.getPackageName() + ".Upkeep");
  private static final Duration SOON = Duration.ofSeconds(60);

  private final Authority first = new Authority("first");
  private final Authority second = new Authority("second");

  private final Warnings warnings = new Warnings();
  private final AtomicBoolean enough = new AtomicBoolean();
  private final AtomicLong requests = new AtomicLong();
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final List<Thread> clients = new ArrayList<>();

  @TempDir Path folder;
  private TlsServer server;
  private PostgresDataStore store;
  private Issued leaf;

  @BeforeEach
  void open() {
    warnings.start();
    UPKEEP.addAppender(warnings);
    server = new TlsServer(first.server("localhost"), first);
    leaf = first.client(TlsServer.USER);
    leaf.write(file("tls.crt"), file("tls.key"));
    Authority.trust(file("ca.crt"), first);
    store =
        (PostgresDataStore)
            Datastores.open(
                DatastoreConfig.builder("postgresql")
                    .host("localhost")
                    .port(server.database().port())
                    .database(server.database().name())
                    .login(TlsServer.USER, "")
                    .clientCertificate(file("tls.crt"), file("tls.key"))
                    .rootCertificates(file("ca.crt"))
                    .maxConnections(POOL)
                    .build());
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(Thread.ofPlatform().name("client-" + i).start(this::writeAndRead));
    }
  }

  @AfterEach
  void close() throws InterruptedException {
    stopClients();
    store.close();
    server.close();
    UPKEEP.detachAppender(warnings);
  }

  private void stopClients() throws InterruptedException {
    enough.set(true);
    for (Thread client : clients) {
      client.join();
    }
  }

  private void writeAndRead() {
    DatabaseClient client = store.client();
    while (!enough.get()) {
      try {
        Value id = client.insertOne(THINGS, Document.of("n", Value.of(1))).ids().getFirst();
        if (client.findById(THINGS, id).isEmpty()) {
          throw new IllegalStateException("a document that was inserted is not there");
        }
        requests.incrementAndGet();
      } catch (RuntimeException failure) {
        failures.add(failure);
      }
    }
  }

  @Test
  void a_renewed_client_certificate_takes_the_place_of_the_old_one_and_no_request_fails()
      throws InterruptedException {
    awaitRequests();
    renewLeaf(first);
    awaitOnly(leaf);
    renewLeaf(first);
    awaitOnly(leaf);
    assertNothingFailed();
    assertThat(store.tlsHealth().trouble()).isNull();
  }

  @Test
  void a_reader_of_changes_renews_its_connection_too() throws InterruptedException {
    try (var watcher = store.watch(WatchRequest.of("watcher", THINGS))) {
      assertThat(watcher.next(SOON)).isNotNull();
      renewLeaf(first);
      awaitOnly(leaf);
      assertThat(watcher.next(SOON)).isNotNull();
    }
    assertNothingFailed();
  }

  @Test
  void who_acts_on_what_is_reported_goes_over_to_the_new_certificate_too()
      throws InterruptedException {
    try (var acting = store.act()) {
      renewLeaf(first);
      awaitOnly(leaf);
      acting.check();
    }
    assertNothingFailed();
  }

  /// In the order that never leaves anybody alone: trust both, change over, trust the new one.
  @Test
  void a_renewed_authority_takes_the_place_of_the_old_one_and_no_request_fails()
      throws InterruptedException {
    awaitRequests();
    Authority.trust(file("ca.crt"), first, second);
    server.believe(first, second);
    awaitRequests();

    server.show(second.server("localhost"));
    renewLeaf(second);
    awaitOnly(leaf);

    Authority.trust(file("ca.crt"), second);
    server.believe(second);
    // Connections from here on are made with the new authority alone.
    renewLeaf(second);
    awaitOnly(leaf);
    assertNothingFailed();
  }

  @Test
  void nonsense_in_the_files_harms_no_request_and_new_connections_use_the_last_good_ones()
      throws InterruptedException, IOException {
    awaitRequests();
    Files.writeString(file("tls.crt"), "nonsense");
    Files.writeString(file("ca.crt"), "nonsense");
    await().atMost(SOON).until(() -> store.tlsHealth().trouble() != null);
    // It has a connection of its own, which is opened now.
    try (var watcher = store.watch(WatchRequest.of("watcher", THINGS))) {
      assertThat(watcher.next(SOON)).isNotNull();
    }
    assertThat(serials()).containsExactly(serial(leaf));
    assertThat(store.tlsHealth().renewals()).isZero();

    Authority.trust(file("ca.crt"), first);
    renewLeaf(first);
    awaitOnly(leaf);
    assertNothingFailed();
  }

  @Test
  void certificates_that_the_server_refuses_do_not_take_the_place_of_open_connections()
      throws InterruptedException {
    await().atMost(SOON).until(() -> connections().size() == POOL);
    Set<String> before = connections();
    new Authority("stranger").client(TlsServer.USER).write(file("tls.crt"), file("tls.key"));
    await().atMost(SOON).until(() -> told().contains("open connections stay"));
    awaitRequests();
    assertThat(connections()).isEqualTo(before);

    renewLeaf(first);
    awaitOnly(leaf);
    assertNothingFailed();
  }

  private void renewLeaf(Authority authority) {
    leaf = authority.client(TlsServer.USER);
    leaf.write(file("tls.crt"), file("tls.key"));
  }

  private void awaitRequests() {
    long before = requests.get();
    await().atMost(SOON).until(() -> requests.get() >= before + 50);
  }

  /// Until all connections show this certificate, and are of use.
  private void awaitOnly(Issued certificate) {
    await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(serials()).containsExactly(serial(certificate)));
    awaitRequests();
  }

  private void assertNothingFailed() throws InterruptedException {
    stopClients();
    assertThat(failures).isEmpty();
  }

  private Set<String> serials() {
    return column("client_serial");
  }

  private static String serial(Issued certificate) {
    return certificate.certificate().getSerialNumber().toString();
  }

  private Set<String> connections() {
    return column("pid");
  }

  private Set<String> column(String name) {
    return server
        .database()
        .query(
            "SELECT DISTINCT %s FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)".formatted(name)
                + " WHERE usename = ?",
            TlsServer.USER)
        .stream()
        .map(row -> String.valueOf(row.getFirst()))
        .collect(Collectors.toSet());
  }

  private String told() {
    return String.join("; ", warnings.lines);
  }

  private Path file(String name) {
    return folder.resolve(name);
  }

  /// What is logged by another thread.
  private static final class Warnings extends AppenderBase<ILoggingEvent> {
    private final Queue<String> lines = new ConcurrentLinkedQueue<>();

    @Override
    protected void append(ILoggingEvent event) {
      lines.add(event.getFormattedMessage());
    }
  }
}
