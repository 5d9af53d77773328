package io.nodesentinel.operator.control;

import io.nodesentinel.operator.config.OperatorOptions;
import io.nodesentinel.operator.serving.ServingServer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One run of the operator in this process, from start to the signal that ends it.
public final class OperatorProcess {
  private static final Logger LOG = LoggerFactory.getLogger(OperatorProcess.class);

  private OperatorProcess() {}

  /// Runs until the process is told to stop, or cannot go on.
  ///
  /// @return 0 after an orderly stop, 1 if leadership was lost
  /// @throws Exception if it could not start; the message is for people
  public static int run(OperatorOptions options) throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    AtomicInteger code = new AtomicInteger();
    AtomicBoolean stopping = new AtomicBoolean();
    Runnable lost =
        () -> {
          if (!stopping.get()) {
            LOG.error("this replica may not act any more; the process ends so that it begins anew");
            code.set(1);
            ended.countDown();
          }
        };
    Wiring wiring = Wiring.of(options, lost);
    try (wiring;
        ServingServer server =
            ServingServer.start(
                options.bindAddress(),
                options.port(),
                wiring::checks,
                wiring.metrics().registry())) {
      LOG.atInfo()
          .addKeyValue("port", server.port())
          .log("probes and metrics on port {}", server.port());
      Thread hook =
          Thread.ofPlatform()
              .name("stop")
              .unstarted(() -> {
                stopping.set(true);
                wiring.close();
                LOG.info("stopped");
                // An orderly stop is no failure; the JVM's own answer to a signal would be 143.
                Runtime.getRuntime().halt(0);
              });
      Runtime.getRuntime().addShutdownHook(hook);
      try {
        wiring.start();
        ended.await();
      } finally {
        // Else the hook would call a start that failed an orderly stop.
        if (!stopping.getAndSet(true)) {
          Runtime.getRuntime().removeShutdownHook(hook);
        }
      }
    }
    return code.get();
  }
}
