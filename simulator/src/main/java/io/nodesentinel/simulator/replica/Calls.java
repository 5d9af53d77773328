package io.nodesentinel.simulator.replica;

import io.nodesentinel.reconcilers.port.ApiException;
import io.nodesentinel.simulator.server.ApiServer;
import io.nodesentinel.simulator.world.Chance;
import io.nodesentinel.simulator.world.Noise;
import io.nodesentinel.simulator.world.Timeline;
import io.nodesentinel.simulator.world.Trace;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The way from a process to the API server and back. A request that was sent takes effect, or not,
/// whatever becomes of the sender, but never after the time in which the server gives it up.
final class Calls {
  /// Within so long the server gives a request up.
  static final Duration TIMEOUT = Leading.LEASE.minus(Leading.RENEW_DEADLINE);

  private final Replica replica;
  private final Life life;
  private final ApiServer server;
  private final Timeline time;
  private final Chance chance;
  private final Noise noise;
  private final Trace trace;
  private final Sabotage sabotage;

  Calls(Replica replica, Life life, Replica.Setting setting) {
    this.replica = replica;
    this.life = life;
    this.server = setting.server();
    this.time = setting.time();
    this.chance = setting.chance();
    this.noise = setting.noise();
    this.trace = setting.trace();
    this.sabotage = setting.sabotage();
  }

  private static final class Request<T extends @Nullable Object> {
    private final Supplier<T> effect;
    private @Nullable T result;
    private boolean arrived;
    private @Nullable RuntimeException failure;

    Request(Supplier<T> effect) {
      this.effect = effect;
    }

    void arrive() {
      try {
        result = effect.get();
        arrived = true;
      } catch (ApiException answer) {
        failure = answer;
      }
    }
  }

  /// Sends a request and waits for the answer.
  ///
  /// @throws ApiException as the API server answers, or without an answer
  /// @throws Died if the process is killed meanwhile
  @SuppressWarnings("NullAway") // null is an answer where T allows it
  <T extends @Nullable Object> T send(String what, Supplier<T> effect) {
    Request<T> request = new Request<>(effect);
    Fate fate = sabotage.fate(replica, what, byChance());
    Duration there = there();
    switch (fate) {
      case REFUSED -> {
        life.await(there);
        trace.say(replica.name(), () -> what + ": refused");
        throw refused(what);
      }
      case LOST -> {
        trace.say(replica.name(), () -> what + ": lost");
        life.await(TIMEOUT);
        throw unavailable("no answer to " + what);
      }
      case ANSWER_LOST -> {
        trace.say(replica.name(), () -> what + ": its answer is lost");
        time.after(there, request::arrive);
        life.await(TIMEOUT);
        throw unavailable("no answer to " + what);
      }
      case ANSWERED -> {
        time.after(there, request::arrive);
        life.await(there.plus(back()));
      }
    }
    if (request.failure != null) {
      RuntimeException answer = request.failure;
      trace.say(replica.name(), () -> what + ": " + answer.getMessage());
      throw answer;
    }
    if (!request.arrived) {
      throw new IllegalStateException(what + " has not arrived in its own time");
    }
    return request.result;
  }

  /// The same without waiting; `then` gets the failure, or null.
  void sendLater(String what, Runnable effect, Consumer<@Nullable ApiException> then) {
    Fate fate = sabotage.fate(replica, what, byChance());
    Duration there = there();
    if (fate.arrives()) {
      time.after(there, effect);
    }
    trace.say(replica.name(), () -> what + (fate == Fate.ANSWERED ? "" : ": " + fate));
    switch (fate) {
      case ANSWERED -> life.later(there.plus(back()), () -> then.accept(null));
      case REFUSED -> life.later(there, () -> then.accept(refused(what)));
      case LOST, ANSWER_LOST ->
          life.later(TIMEOUT, () -> then.accept(unavailable("no answer to " + what)));
    }
  }

  private Fate byChance() {
    if (server.calm) {
      return Fate.ANSWERED;
    }
    if (server.down || chance.oneIn(noise.refusedOneIn())) {
      return Fate.REFUSED;
    }
    if (chance.oneIn(noise.lostOneIn())) {
      return chance.oneIn(2) ? Fate.LOST : Fate.ANSWER_LOST;
    }
    return Fate.ANSWERED;
  }

  /// Shorter than the time in which the server gives a request up.
  private Duration there() {
    return server.slow ? Duration.ofMillis(500) : chance.skewedMillis(noise.latency());
  }

  private Duration back() {
    return there();
  }

  private ApiException refused(String what) {
    return server.down
        ? unavailable("503 " + what)
        : new ApiException(ApiException.Kind.BUSY, "429 " + what, null, null);
  }

  private static ApiException unavailable(String message) {
    return new ApiException(ApiException.Kind.UNAVAILABLE, message, null, null);
  }
}
