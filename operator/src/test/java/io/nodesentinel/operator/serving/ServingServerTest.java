package io.nodesentinel.operator.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.nodesentinel.operator.serving.Readiness.Check;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ServingServerTest {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final HttpClient client = HttpClient.newHttpClient();
  private volatile Readiness readiness = List::of;
  private ServingServer server;

  ServingServerTest() throws IOException {
    server = ServingServer.start("127.0.0.1", 0, () -> readiness.checks(), registry);
  }

  @BeforeEach
  void count() {
    registry.counter("nodesentinel_test", "kind", "x").increment();
  }

  @AfterEach
  void close() {
    server.close();
    client.close();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client.send(request(path).build(), BodyHandlers.ofString());
  }

  private static String type(HttpResponse<?> response) {
    return response.headers().firstValue("Content-Type").orElse("");
  }

  @Test
  void a_process_that_answers_is_alive() throws Exception {
    readiness = () -> List.of(new Check("leader", false, "another one leads"));

    HttpResponse<String> response = get("/healthz");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("ok\n");
  }

  @Test
  void it_is_ready_when_every_check_is() throws Exception {
    readiness = () -> List.of(new Check("informers", true, ""), new Check("policies", true, "3"));

    HttpResponse<String> response = get("/readyz");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("ready\n[+] informers\n[+] policies: 3\n");
    assertThat(type(response)).startsWith("text/plain");
  }

  @Test
  void while_it_is_not_ready_it_says_what_it_waits_for() throws Exception {
    readiness =
        () ->
            List.of(
                new Check("informers", false, "waits for the first list of nodes"),
                new Check("policies", true, ""));

    HttpResponse<String> response = get("/readyz");

    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.body())
        .isEqualTo("not ready\n[-] informers: waits for the first list of nodes\n[+] policies\n");
  }

  @Test
  void readiness_that_cannot_be_told_is_no_readiness() throws Exception {
    readiness =
        () -> {
          throw new IllegalStateException("broken");
        };

    assertThat(get("/readyz").statusCode()).isEqualTo(500);
    assertThat(get("/healthz").statusCode()).isEqualTo(200);
  }

  @Test
  void metrics_are_prometheus_text() throws Exception {
    HttpResponse<String> response = get("/metrics");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(type(response)).isEqualTo("text/plain; version=0.0.4; charset=utf-8");
    assertThat(response.body())
        .contains("# TYPE nodesentinel_test_total counter")
        .contains("nodesentinel_test_total{kind=\"x\"} 1.0")
        .doesNotContain("# EOF");
  }

  @Test
  void metrics_are_open_metrics_for_who_asks_for_them() throws Exception {
    HttpResponse<String> response =
        client.send(
            request("/metrics")
                .header(
                    "Accept",
                    "application/openmetrics-text;version=1.0.0;q=0.8,text/plain;version=0.0.4;q=0.5")
                .build(),
            BodyHandlers.ofString());

    assertThat(type(response))
        .isEqualTo("application/openmetrics-text; version=1.0.0; charset=utf-8");
    assertThat(response.body()).endsWith("# EOF\n");
  }

  @Test
  void only_get_is_answered() throws Exception {
    HttpResponse<String> response =
        client.send(
            request("/metrics").POST(BodyPublishers.ofString("x")).build(),
            BodyHandlers.ofString());

    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(response.headers().firstValue("Allow")).contains("GET");
  }

  @Test
  void other_paths_are_not_found_also_below_the_known_ones() throws Exception {
    assertThat(get("/").statusCode()).isEqualTo(404);
    assertThat(get("/healthz/x").statusCode()).isEqualTo(404);
    assertThat(get("/metricsx").statusCode()).isEqualTo(404);
  }

  @Test
  void a_flood_is_refused_and_does_not_pile_up() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    Semaphore inside = new Semaphore(0);
    readiness =
        () -> {
          inside.release();
          await(release);
          return List.of();
        };
    List<CompletableFuture<HttpResponse<String>>> held = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      held.add(client.sendAsync(request("/readyz").build(), BodyHandlers.ofString()));
    }
    inside.acquire(16);

    assertThat(get("/readyz").statusCode()).isEqualTo(503);

    release.countDown();
    for (CompletableFuture<HttpResponse<String>> response : held) {
      assertThat(response.get().statusCode()).isEqualTo(200);
    }
    assertThat(get("/readyz").statusCode()).isEqualTo(200);
  }

  @Test
  void a_port_that_is_taken_is_named() {
    assertThatThrownBy(() -> ServingServer.start("127.0.0.1", server.port(), readiness, registry))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(
            "cannot serve probes and metrics on 127.0.0.1:" + server.port() + ": ");
  }

  @Test
  void after_close_nobody_answers() {
    int port = server.port();
    server.close();

    assertThatThrownBy(() ->
            client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/healthz")).build(),
                BodyHandlers.ofString()))
        .isInstanceOf(IOException.class);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
