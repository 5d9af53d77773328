package io.nodesentinel.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What the operator makes of an API server at its start.
class FirstRequestTest {
  private final AtomicInteger requests = new AtomicInteger();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private HttpServer server;

  @BeforeEach
  void begin() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
  }

  @AfterEach
  void end() {
    ended.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  /// Answers all but the first so many requests.
  private void silentFor(int first) {
    server.createContext(
        "/",
        exchange -> {
          if (requests.incrementAndGet() <= first) {
            try {
              ended.await();
            } catch (InterruptedException stopped) {
              Thread.currentThread().interrupt();
            }
            return;
          }
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
  }

  private Cluster cluster() {
    Config config =
        new ConfigBuilder(Config.empty())
            .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
            .build();
    return new Cluster(
        config,
        1,
        1,
        Duration.ofMillis(300),
        () -> true,
        new ServerClock(System::nanoTime, InstantSource.system()),
        InstantSource.system(),
        "test");
  }

  @Test
  void a_silent_server_is_asked_again() {
    silentFor(2);
    try (Cluster cluster = cluster()) {
      cluster.check();
    }
    assertThat(requests).hasValue(3);
  }

  @Test
  void a_server_that_stays_silent_is_given_up_with_a_sentence() {
    silentFor(Integer.MAX_VALUE);
    try (Cluster cluster = cluster()) {
      assertThatThrownBy(cluster::check)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageMatching("the API server at http://127.0.0.1:\\d+/? does not answer: .*");
    }
    assertThat(requests).hasValue(5);
  }
}
