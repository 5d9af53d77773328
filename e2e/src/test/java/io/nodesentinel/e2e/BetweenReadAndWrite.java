package io.nodesentinel.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.format.DateTimeFormatter.RFC_1123_DATE_TIME;

import io.nodesentinel.e2e.controlplane.ControlPlane;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// A proxy between the operator and the API server that lets a test step in before a write. The
/// operator speaks plain HTTP to it, on the loopback device, with its own token; what upgrades its
/// connection (a watch) is passed through byte by byte. One request per connection to the server.
final class BetweenReadAndWrite implements AutoCloseable {
  /// What becomes of a write.
  enum Fate {
    /// The server gets it and its answer arrives.
    PASSES,
    /// The server never gets it, and the connection breaks.
    LOST,
    /// The server gets it and carries it out, and the connection breaks before the answer.
    ANSWER_LOST
  }

  /// What to do about a write.
  ///
  /// @param afterwards done once the server has answered, before the operator knows
  record Ruling(Fate fate, Runnable afterwards) {
    static Ruling pass() {
      return new Ruling(Fate.PASSES, () -> {});
    }
  }

  /// A request that may change something.
  record Write(String method, String path, String body) {
    /// Names an object in its path, or in its body.
    boolean isAbout(String name) {
      return path.contains(name) || body.contains("\"" + name + "\"");
    }

    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  private final ServerSocket listener;
  private final SocketFactory upstream;
  private final URI server;
  private final Function<Write, Ruling> judge;
  private final Set<Socket> watches = ConcurrentHashMap.newKeySet();
  private final Set<Socket> silent = ConcurrentHashMap.newKeySet();
  private final AtomicInteger answeredByWeather = new AtomicInteger();
  private final AtomicInteger leaseCalls = new AtomicInteger();
  private volatile Weather weather = Weather.fair();
  private volatile Duration ahead = Duration.ZERO;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private BetweenReadAndWrite(
      ServerSocket listener, SocketFactory upstream, URI server, Function<Write, Ruling> judge) {
    this.listener = listener;
    this.upstream = upstream;
    this.server = server;
    this.judge = judge;
  }

  /// @param judge is asked about each write before it goes on, and may take its time
  static BetweenReadAndWrite open(ControlPlane controlPlane, Function<Write, Ruling> judge)
      throws IOException, GeneralSecurityException {
    BetweenReadAndWrite proxy =
        new BetweenReadAndWrite(
            new ServerSocket(0, 256, InetAddress.getLoopbackAddress()),
            trusting(controlPlane.caBundlePem()).getSocketFactory(),
            URI.create(controlPlane.apiServerUrl()),
            judge);
    proxy.threads.execute(proxy::accept);
    return proxy;
  }

  private static SSLContext trusting(String pem) throws IOException, GeneralSecurityException {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    for (Certificate certificate :
        CertificateFactory.getInstance("X.509")
            .generateCertificates(new ByteArrayInputStream(pem.getBytes(UTF_8)))) {
      trusted.setCertificateEntry("certificate-" + trusted.size(), certificate);
    }
    TrustManagerFactory managers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }

  /// A kubeconfig of the operator's ServiceAccount that leads through this proxy.
  Path kubeconfig(Cluster cluster) throws IOException {
    Path file = cluster.operatorKubeconfig();
    Files.writeString(
        file,
        Files.readString(file)
            .replaceAll("server: .*", "server: http://127.0.0.1:" + listener.getLocalPort())
            .replaceAll("(?m)^ *certificate-authority-data: .*$", ""));
    return file;
  }

  /// From now on every request meets this weather.
  void weather(Weather next) {
    answeredByWeather.set(0);
    weather = next;
  }

  /// How many requests had their answer from the present weather.
  int answeredByWeather() {
    return answeredByWeather.get();
  }

  /// From now on the server's clock is so much ahead of the others; negative if behind.
  void serverClock(Duration ahead) {
    this.ahead = ahead;
    leaseCalls.set(0);
  }

  /// The operator has had an answer with the time that the server's clock shows now: it asks about
  /// its lease one request after the other.
  boolean isServerClockKnown() {
    return leaseCalls.get() > 1;
  }

  /// Breaks every watch that is open.
  void cutWatches() {
    for (Socket watch : watches) {
      try {
        watch.close();
      } catch (IOException e) {
        // It is broken then.
      }
    }
  }

  /// Every watch that is open falls silent, in both directions, and stays open: as when the machine
  /// at the other end, or one between, is gone.
  void silenceWatches() {
    silent.addAll(watches);
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        threads.execute(() -> serve(client));
      } catch (IOException e) {
        // Closed, or a client that went away at once.
      }
    }
  }

  private void serve(Socket client) {
    try (client;
        Socket backend = upstream.createSocket(server.getHost(), server.getPort())) {
      HttpHead head = HttpHead.read(client.getInputStream());
      if (head == null) {
        return;
      }
      byte[] body = client.getInputStream().readNBytes(head.contentLength());
      if (head.path().contains("/leases/")) {
        leaseCalls.incrementAndGet();
      }
      byte[] instead = weather.answer(head);
      if (instead != null) {
        answeredByWeather.incrementAndGet();
        client.getOutputStream().write(instead);
        return;
      }
      if (head.isUpgrade()) {
        watches.add(client);
        backend.getOutputStream().write(head.bytes());
        threads.execute(() -> relay(client, backend, () -> silent.contains(client)));
        relay(backend, client, () -> silent.contains(client));
        return;
      }
      Ruling ruling =
          head.method().equals("GET")
              ? Ruling.pass()
              : judge.apply(new Write(head.method(), head.path(), new String(body, UTF_8)));
      if (ruling.fate() == Fate.LOST) {
        return;
      }
      OutputStream out = backend.getOutputStream();
      out.write(head.closing().bytes());
      out.write(body);
      out.flush();
      if (ruling.fate() == Fate.ANSWER_LOST) {
        backend.getInputStream().transferTo(OutputStream.nullOutputStream());
        ruling.afterwards().run();
        return;
      }
      stepClock(backend, client);
      relay(backend, client, () -> false);
    } catch (IOException e) {
      // Either end went away; the other one sees its connection close.
    } finally {
      watches.remove(client);
      silent.remove(client);
    }
  }

  /// Passes the head of the answer on with the date that the server's clock shows.
  private void stepClock(Socket backend, Socket client) throws IOException {
    if (ahead.isZero()) {
      return;
    }
    HttpHead head = HttpHead.read(backend.getInputStream());
    if (head == null) {
      return;
    }
    String date = head.header("Date");
    HttpHead stepped =
        date == null
            ? head
            : head.with(
                "Date",
                RFC_1123_DATE_TIME.format(
                    ZonedDateTime.parse(date, RFC_1123_DATE_TIME).plus(ahead)));
    client.getOutputStream().write(stepped.bytes());
  }

  private static void relay(Socket from, Socket to, BooleanSupplier silent) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] buffer = new byte[16 * 1024];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        if (!silent.getAsBoolean()) {
          out.write(buffer, 0, n);
          out.flush();
        }
      }
    } catch (IOException e) {
      // As above.
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    threads.shutdownNow();
  }
}
