package io.nodesentinel.e2e.demo;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/// What comes last where there is a database: a monitor that writes nothing but rows.
final class DatabaseChapter {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration POLL = Duration.ofMillis(50);

  private final DemoWorld world;
  private final DemoDatabase database;
  private final Narrator narrator;

  DatabaseChapter(DemoWorld world, DemoDatabase database, Narrator narrator) {
    this.world = world;
    this.database = database;
    this.narrator = narrator;
  }

  void tell() throws InterruptedException {
    String node = "node-0000";
    narrator.chapter("5. A monitor that knows only the database, about " + node);
    long start = System.nanoTime();
    String fault = database.report(node, false);
    narrator.say("INSERT INTO health_events: the row " + fault);
    await("the row to say Quarantined", () -> database.said(fault).equals("Quarantined"));
    require(isCordoned(node), node + " is not cordoned");
    narrator.done("A row reports a fault", "cordoned; the row says Quarantined", since(start));

    long well = System.nanoTime();
    String recovery = database.report(node, true);
    await("the row to say UnQuarantined", () -> database.said(recovery).equals("UnQuarantined"));
    await(node + " to be free", () -> !isCordoned(node));
    narrator.done("A row reports the repair", "uncordoned; the row says so", since(well));
    narrator.say(database.recorded() + " reports that came as objects are recorded there too");
  }

  private boolean isCordoned(String node) {
    return Boolean.TRUE.equals(world.node(node).getSpec().getUnschedulable());
  }

  private static void await(String what, BooleanSupplier holds) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!holds.getAsBoolean()) {
      require(System.nanoTime() < end, "waited in vain for " + what);
      Thread.sleep(POLL);
    }
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new Story.StepFailed(otherwise);
    }
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
