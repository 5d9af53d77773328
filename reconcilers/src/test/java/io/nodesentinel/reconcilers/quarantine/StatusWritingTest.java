package io.nodesentinel.reconcilers.quarantine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodesentinel.crds.HealthEventStatus;
import io.nodesentinel.datastore.EventRef;
import io.nodesentinel.datastore.NodeEvents;
import io.nodesentinel.datastore.StatusWrite;
import io.nodesentinel.datastore.StoreException;
import io.nodesentinel.datastore.StoredEvent;
import io.nodesentinel.reconcilers.node.ConditionsPatch;
import io.nodesentinel.reconcilers.node.NodePatch;
import io.nodesentinel.reconcilers.node.NodeView;
import io.nodesentinel.reconcilers.port.ApiException;
import io.nodesentinel.reconcilers.port.Nodes;
import io.nodesentinel.reconcilers.port.PodView;
import io.nodesentinel.reconcilers.port.Pods;
import io.nodesentinel.reconcilers.port.Ports;
import io.nodesentinel.reconcilers.port.QuarantineView;
import io.nodesentinel.reconcilers.port.QuarantineWrite;
import io.nodesentinel.reconcilers.port.Quarantines;
import io.nodesentinel.reconcilers.testing.Given;
import io.nodesentinel.reconcilers.testing.Ledgers;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StatusWritingTest {
  private static final int MANY = 100;

  private final Seen seen = new Seen();
  private final List<String> written = new ArrayList<>();
  private @Nullable NodeView node = Ledgers.node(Map.of());
  private Instant now = Given.NOW;
  private boolean leads = true;
  private Runnable atEachWrite = () -> {};

  StatusWritingTest() {
    IntStream.range(0, MANY).forEach(i -> seen.report(Given.fault(Seen.N, "GPU", "" + i)));
  }

  @Test
  void all_are_written_when_nothing_comes_in_between() {
    StatusWriting writing = writing();
    writing.run();

    assertThat(written).hasSize(MANY);
    assertThat(writing.failure()).isNull();
    assertThat(writing.upTo()).isGreaterThanOrEqualTo(seen.events.getLast().order());
  }

  @Test
  void a_person_at_the_node_does_not_wait_for_the_rest() {
    atEachWrite = () -> node = written.size() < 10 ? node : null;
    StatusWriting writing = writing();
    writing.run();

    assertThat(written).hasSizeBetween(10, 15);
    assertThat(writing.failure()).isNull();
    assertThat(writing.upTo()).isEqualTo(seen.events.get(written.size()).order() - 1);
  }

  @Test
  void what_is_reported_meanwhile_waits_for_a_second_at_most() {
    atEachWrite = () -> now = now.plusMillis(50);
    StatusWriting writing = writing();
    writing.run();

    assertThat(written).hasSizeBetween(20, 25);
  }

  @Test
  void where_the_store_does_not_answer_the_others_are_not_tried() {
    atEachWrite =
        () -> {
          throw new StoreException("no answer", true, new IOException("down"));
        };
    StatusWriting writing = writing();
    writing.run();

    assertThat(written).hasSizeLessThan(5);
    assertThat(writing.failure()).isNotNull();
  }

  @Test
  void one_that_is_refused_holds_no_other_up() {
    atEachWrite =
        () -> {
          if (written.size() == 3) {
            throw new StoreException("too long", false, new IOException("400"));
          }
        };
    StatusWriting writing = writing();
    writing.run();

    assertThat(written).hasSize(MANY);
    assertThat(writing.failure()).hasMessage("too long");
  }

  @Test
  void who_does_not_lead_any_more_writes_no_more() {
    atEachWrite = () -> leads = written.size() < 10;
    StatusWriting writing = writing();

    assertThatThrownBy(writing::run).isInstanceOf(ApiException.class);
    assertThat(written).hasSizeBetween(10, 15);
  }

  private StatusWriting writing() {
    List<Step> steps = new ArrayList<>();
    for (StoredEvent event : seen.events) {
      steps.add(new Step.WriteEvent(event.ref(), HealthEventStatus.empty()));
    }
    return new StatusWriting(ports(), seen.observed(QuarantineObserved.Slot.GRANTED, false), steps);
  }

  private Ports ports() {
    return new Ports(
        () -> now,
        new OneNode(),
        new NoQuarantine(),
        new NoPods(),
        (pod, stillWanted, then) -> {},
        new Store(),
        announcement -> {},
        nodeName -> {},
        () -> leads,
        tasks -> tasks.forEach(Runnable::run),
        () -> "s");
  }

  private final class Store implements NodeEvents {
    @Override
    public List<StoredEvent> eventsOf(String nodeName) {
      return seen.events;
    }

    @Override
    public StatusWrite writeStatus(EventRef ref, HealthEventStatus status) {
      written.add(ref.id());
      atEachWrite.run();
      return StatusWrite.WRITTEN;
    }
  }

  private final class OneNode implements Nodes {
    @Override
    public @Nullable NodeView get(String name) {
      return node;
    }

    @Override
    public @Nullable NodeView read(String name) {
      return node;
    }

    @Override
    public NodeView patch(NodePatch patch, BooleanSupplier stillMeant) {
      throw new UnsupportedOperationException();
    }

    @Override
    public NodeView patchConditions(ConditionsPatch patch) {
      throw new UnsupportedOperationException();
    }
  }

  private static final class NoQuarantine implements Quarantines {
    @Override
    public @Nullable QuarantineView get(String nodeName) {
      return null;
    }

    @Override
    public QuarantineView write(QuarantineWrite write) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void letGo(QuarantineView quarantine) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void delete(QuarantineView quarantine) {
      throw new UnsupportedOperationException();
    }
  }

  private static final class NoPods implements Pods {
    @Override
    public List<PodView> onNode(String nodeName) {
      return List.of();
    }

    @Override
    public List<PodView> readOnNode(String nodeName) {
      return List.of();
    }
  }
}
