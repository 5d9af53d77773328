package io.nodesentinel.operator.serving;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.nodesentinel.operator.serving.Readiness.Check;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Serves `/healthz` (the process is alive), `/readyz` (200, or 503 and what it waits for) and
/// `/metrics` (Prometheus text, or OpenMetrics where the client prefers it). GET only. Thread-safe.
public final class ServingServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ServingServer.class);

  private static final String PLAIN = "text/plain; charset=utf-8";
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
  private static final String OPEN_METRICS =
      "application/openmetrics-text; version=1.0.0; charset=utf-8";

  /// Answers in the making; a scrape of many series is the largest.
  private static final int MAX_AT_ONCE = 16;

  static {
    // The JDK's server reads these when it is first used, and has no bounds without them.
    setUnlessSet("jdk.httpserver.maxConnections", "256");
    setUnlessSet("sun.net.httpserver.maxReqTime", "10");
    setUnlessSet("sun.net.httpserver.maxRspTime", "30");
  }

  private final HttpServer server;
  private final ExecutorService threads;
  private final Semaphore slots = new Semaphore(MAX_AT_ONCE);
  private final Readiness readiness;
  private final PrometheusMeterRegistry registry;

  private ServingServer(
      HttpServer server,
      ExecutorService threads,
      Readiness readiness,
      PrometheusMeterRegistry registry) {
    this.server = server;
    this.threads = threads;
    this.readiness = readiness;
    this.registry = registry;
  }

  /// Starts to serve.
  ///
  /// @param address a name or number of this machine; `0.0.0.0` for all
  /// @param port 0 for any that is free
  /// @throws IOException if the port cannot be had; the message names it
  public static ServingServer start(
      String address, int port, Readiness readiness, PrometheusMeterRegistry registry)
      throws IOException {
    HttpServer server;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getByName(address), port), 0);
    } catch (IOException e) {
      throw new IOException(
          "cannot serve probes and metrics on " + address + ":" + port + ": " + e.getMessage(), e);
    }
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    ServingServer serving = new ServingServer(server, threads, readiness, registry);
    server.setExecutor(threads);
    server.createContext("/", serving::handle);
    server.start();
    return serving;
  }

  /// The port that is served.
  public int port() {
    return server.getAddress().getPort();
  }

  /// Stops at once; answers that are under way are cut off.
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Answer answer = answer(exchange);
      byte[] body = answer.body().getBytes(UTF_8);
      exchange.getResponseHeaders().set("Content-Type", answer.contentType());
      exchange.getResponseHeaders().set("Cache-Control", "no-store");
      if (answer.status() == 405) {
        exchange.getResponseHeaders().set("Allow", "GET");
      }
      exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private Answer answer(HttpExchange exchange) {
    if (!exchange.getRequestMethod().equals("GET")) {
      return new Answer(405, PLAIN, "only GET\n");
    }
    if (!slots.tryAcquire()) {
      return new Answer(503, PLAIN, "more than " + MAX_AT_ONCE + " requests at once\n");
    }
    try {
      return switch (exchange.getRequestURI().getPath()) {
        case "/healthz" -> new Answer(200, PLAIN, "ok\n");
        case "/readyz" -> ready();
        case "/metrics" -> metrics(exchange);
        default -> new Answer(404, PLAIN, "there are /healthz, /readyz and /metrics\n");
      };
    } catch (RuntimeException e) {
      log.warn("{} could not be answered", exchange.getRequestURI().getPath(), e);
      return new Answer(500, PLAIN, e + "\n");
    } finally {
      slots.release();
    }
  }

  private Answer ready() {
    List<Check> checks = readiness.checks();
    boolean ready = checks.stream().allMatch(Check::ready);
    StringBuilder text = new StringBuilder(ready ? "ready\n" : "not ready\n");
    for (Check check : checks) {
      text.append(check.ready() ? "[+] " : "[-] ").append(check.name());
      if (!check.detail().isEmpty()) {
        text.append(": ").append(check.detail());
      }
      text.append('\n');
    }
    return new Answer(ready ? 200 : 503, PLAIN, text.toString());
  }

  private Answer metrics(HttpExchange exchange) {
    String accepted =
        String.join(",", exchange.getRequestHeaders().getOrDefault("Accept", List.of()));
    String type = accepted.contains("application/openmetrics-text") ? OPEN_METRICS : PROMETHEUS;
    return new Answer(200, type, registry.scrape(type));
  }

  private static void setUnlessSet(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  private record Answer(int status, String contentType, String body) {}
}
