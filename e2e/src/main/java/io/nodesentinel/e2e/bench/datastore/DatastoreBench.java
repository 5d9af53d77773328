package io.nodesentinel.e2e.bench.datastore;

import io.nodesentinel.e2e.bench.report.Progress;
import io.nodesentinel.e2e.bench.report.Report;
import io.nodesentinel.e2e.bench.report.Samples;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The measurements of the change stream in their order, each on a database of its own.
public final class DatastoreBench {
  private static final List<Integer> ROWS = List.of(1, 10);

  /// Writers where their number is not what is measured.
  private static final int SOME_WRITERS = 16;

  private final BenchPostgres postgres;
  private final DatastoreSettings settings;
  private final Progress progress;
  private final DatastoreFigures figures;

  private DatastoreBench(
      BenchPostgres postgres, DatastoreSettings settings, Progress progress, Report report) {
    this.postgres = postgres;
    this.settings = settings;
    this.progress = progress;
    this.figures = new DatastoreFigures(report);
  }

  /// Starts a server, measures, and stops it.
  ///
  /// @throws io.nodesentinel.e2e.bench.cluster.BenchException if something does not work
  public static void run(DatastoreSettings settings, Progress progress, Report report)
      throws IOException {
    progress.say("starting PostgreSQL");
    try (BenchPostgres postgres = BenchPostgres.start()) {
      report.machine(
          "PostgreSQL",
          postgres.version() + ", fsync off: no disk in any figure, 512 MB of buffers");
      new DatastoreBench(postgres, settings, progress, report).run();
    }
  }

  private void run() {
    warm();
    for (int rows : ROWS) {
      for (int writers : settings.writers()) {
        inserts(Load.of(writers, rows));
      }
    }
    for (int rows : ROWS) {
      for (int writers : settings.writers()) {
        stream(Load.of(writers, rows));
      }
    }
    figures.most();
    for (int rows : ROWS) {
      paced(Load.of(8, rows).at(5_000));
    }
    naive();
    catchUp();
    move();
    idle();
    figures.account();
  }

  /// A program that follows a change stream runs for weeks: what compiling its code costs in the
  /// first seconds is no figure of the stream.
  private void warm() {
    progress.say("warming up");
    watch(Load.of(SOME_WRITERS, 10).at(2_000), settings.idle());
  }

  /// In turn, so that all have the same weather.
  private void inserts(Load load) {
    List<Double> plain = new ArrayList<>();
    List<Double> off = new ArrayList<>();
    List<Double> on = new ArrayList<>();
    for (int round = 0; round < settings.rounds(); round++) {
      plain.add(insert(load.into("plain_events"), ""));
      off.add(insert(load, "ALTER TABLE health_events DISABLE TRIGGER health_events_changes"));
      on.add(insert(load, ""));
    }
    figures.inserts(load, median(plain), median(off), median(on));
    progress.say(
        "inserts, %s: %.0f/s plain, %.0f/s with the change stream off, %.0f/s on",
        DatastoreFigures.shape(load), median(plain), median(off), median(on));
  }

  private double insert(Load load, String before) {
    String database = postgres.newDatabase();
    if (!before.isEmpty()) {
      postgres.execute(database, before);
    }
    double perSecond = load.run(postgres, database, List.of(), settings.warmUp(), settings.load());
    postgres.drop(database);
    return perSecond;
  }

  private static double median(List<Double> values) {
    return Samples.median(values.stream().mapToDouble(Double::doubleValue).toArray());
  }

  private void stream(Load load) {
    Watched watched = watch(load, settings.load());
    figures.stream(load, watched);
  }

  private void paced(Load load) {
    figures.paced(load, watch(load, settings.paced()));
  }

  /// What one load did under the eyes of the change stream.
  ///
  /// @param written rows a second
  /// @param handled changes a second
  record Watched(double written, double handled, Samples latency, Ledger.Account account) {}

  private Watched watch(Load load, Duration time) {
    String database = postgres.newDatabase();
    Ledger ledger = new Ledger();
    try (Followed followed = new Followed(postgres, database, ledger)) {
      double written = load.run(postgres, database, List.of(ledger), settings.warmUp(), time);
      Ledger.Account account = followed.settle();
      Samples latency = ledger.latency();
      double handled = ledger.handledInWindow() / (time.toNanos() / 1e9);
      progress.say(
          "change stream, %s: %.0f changes/s, %.1f ms P50, %.1f ms P99; %s",
          DatastoreFigures.shape(load), handled, latency.p50(), latency.p99(), account);
      return new Watched(written, handled, latency, account);
    } finally {
      postgres.drop(database);
    }
  }

  private void naive() {
    Load load = Load.of(SOME_WRITERS, 10);
    String database = postgres.newDatabase();
    Ledger ours = new Ledger();
    Ledger theirs = new Ledger();
    try (Followed followed = new Followed(postgres, database, ours);
        Held _ = new Held(postgres, database);
        NaivePoller _ = new NaivePoller(postgres, database, theirs)) {
      load.run(postgres, database, List.of(ours, theirs), settings.warmUp(), settings.load());
      Ledger.Account account = followed.settle();
      Ledger.Account other = theirs.settle(Duration.ofSeconds(3));
      progress.say(
          "beside a naive poller, which lost %d of %d; %s",
          other.lost(), account.handled(), account);
      figures.naive(load, account, ours.latency(), other, theirs.latency());
    } finally {
      postgres.drop(database);
    }
  }

  private void catchUp() {
    String database = postgres.newDatabase();
    Ledger ledger = new Ledger();
    new Followed(postgres, database, new Ledger()).close();
    progress.say("writing a backlog of %d changes", settings.backlog());
    Load.of(4, 500).fill(postgres, database, ledger, settings.backlog());
    int backlog = ledger.missing();
    long from = System.nanoTime();
    try (Followed followed = new Followed(postgres, database, ledger)) {
      Ledger.Account account = followed.settle();
      double seconds = (ledger.newestAt() - from) / 1e9;
      progress.say("caught up with %d changes in %.1f s; %s", backlog, seconds, account);
      figures.catchUp(backlog, seconds, account);
    } finally {
      postgres.drop(database);
    }
  }

  private void move() {
    progress.say("moving %d documents from a file of mongoexport", settings.backlog());
    MoveCost.Figures cost = new MoveCost(postgres, settings.backlog()).measure();
    progress.say(
        "moved at %.0f documents/s; COPY alone %.0f/s, with the triggers %.0f/s",
        cost.moved(), cost.plain(), cost.triggers());
    figures.move(cost);
  }

  private void idle() {
    String database = postgres.newDatabase();
    progress.say("an idle server, then one with an idle watcher");
    IdleCost.Cost alone = IdleCost.measure(postgres, database, settings.idle());
    try (Followed followed = new Followed(postgres, database, new Ledger())) {
      figures.idle(alone, IdleCost.measure(postgres, database, settings.idle()));
      followed.settle();
    } finally {
      postgres.drop(database);
    }
  }
}
