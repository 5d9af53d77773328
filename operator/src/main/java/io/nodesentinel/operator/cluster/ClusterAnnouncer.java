package io.nodesentinel.operator.cluster;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nodesentinel.operator.cluster.ApiCalls.Answer;
import io.nodesentinel.operator.cluster.WriteLanes.Lane;
import io.nodesentinel.reconcilers.port.Announcement;
import io.nodesentinel.reconcilers.port.Announcer;
import io.nodesentinel.reconcilers.port.ApiException;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Events of `events.k8s.io/v1` about Nodes, in the namespace `default` where `kubectl describe
/// node` looks. They wait in a bounded queue; what does not fit is dropped and counted.
public final class ClusterAnnouncer implements Announcer, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterAnnouncer.class);
  private static final int QUEUE = 4096;
  private static final int WRITERS = 2;
  private static final DateTimeFormatter MICRO_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private final ObjectMapper json = new ObjectMapper();
  private final ApiCalls calls;
  private final WriteLanes lanes;
  private final InstantSource clock;
  private final String instance;
  private final AtomicLong dropped = new AtomicLong();
  private final ExecutorService writers;

  /// @param instance this replica's name
  ClusterAnnouncer(ApiCalls calls, WriteLanes lanes, InstantSource clock, String instance) {
    this.calls = calls;
    this.lanes = lanes;
    this.clock = clock;
    this.instance = instance;
    this.writers =
        new ThreadPoolExecutor(
            WRITERS,
            WRITERS,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(QUEUE),
            Thread.ofVirtual().name("announcer-", 0).factory(),
            (task, pool) -> dropped.incrementAndGet());
  }

  @Override
  public void announce(Announcement announcement) {
    String body = body(announcement);
    writers.execute(() -> write(announcement, body));
  }

  /// How many events were never published.
  public long dropped() {
    return dropped.get();
  }

  private void write(Announcement announcement, String body) {
    try {
      Answer answer =
          lanes.in(
              Lane.BOOKKEEPING,
              () ->
                  calls.send(
                      "POST",
                      "/apis/events.k8s.io/v1/namespaces/default/events",
                      "application/json",
                      body));
      if (!answer.isSuccess()) {
        throw calls.failed(answer, "the event " + announcement.reason() + " was not published");
      }
    } catch (ApiException failure) {
      dropped.incrementAndGet();
      LOG.warn("node {}: {}", announcement.nodeName(), failure.getMessage());
    }
  }

  private String body(Announcement announcement) {
    ObjectNode event = json.createObjectNode();
    event.put("apiVersion", "events.k8s.io/v1").put("kind", "Event");
    event
        .putObject("metadata")
        .put("name", eventName(announcement.nodeName()))
        .put("namespace", "default");
    event.put("eventTime", MICRO_TIME.format(clock.instant()));
    event.put("type", announcement.reason().isWarning() ? "Warning" : "Normal");
    event.put("reason", announcement.reason().name());
    event.put("action", announcement.reason().name());
    event.put("note", announcement.note());
    event.put("reportingController", "nodesentinel.io/operator");
    event.put("reportingInstance", instance);
    event
        .putObject("regarding")
        .put("apiVersion", "v1")
        .put("kind", "Node")
        .put("name", announcement.nodeName())
        .put("uid", announcement.nodeUid());
    return event.toString();
  }

  /// Names are at most 253 characters.
  private static String eventName(String nodeName) {
    String prefix = nodeName.length() <= 200 ? nodeName : nodeName.substring(0, 200);
    return prefix + "." + UUID.randomUUID().toString().replace("-", "").substring(0, 16);
  }

  @Override
  public void close() {
    writers.shutdown();
  }
}
