package io.nodesentinel.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.crds.HealthEventStatus;
import io.nodesentinel.datastore.EventRef;
import io.nodesentinel.datastore.NodeEvents;
import io.nodesentinel.datastore.StatusChange;
import io.nodesentinel.datastore.StatusWrite;
import io.nodesentinel.datastore.StoredEvent;
import io.nodesentinel.reconcilers.port.Ports;
import io.nodesentinel.simulator.check.Invariant;
import io.nodesentinel.simulator.check.Violation;
import io.nodesentinel.simulator.replica.Sabotage;
import io.nodesentinel.simulator.server.ApiServer;
import io.nodesentinel.simulator.world.Script;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Worlds with a datastore beside the API server: half of all reports are documents, and it is away
/// now and then, with and without its changes.
class DatastoreSimulationTest {
  @Test
  void everything_holds_in_some_thousand_schedules_with_a_datastore() {
    Map<Long, Violation> failures =
        LongStream.range(0, Long.getLong("simulate.datastore.seeds", 2_000))
            .parallel()
            .boxed()
            .flatMap(seed ->
                Simulation.playWithDatastore(Script.of(seed), Sabotage.NONE, false).first().stream()
                    .map(violation -> Map.entry(seed, violation)))
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey, Map.Entry::getValue, (a, _) -> a, TreeMap::new));
    assertThat(failures).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void the_same_seed_plays_the_same_way_each_time(long seed) {
    Simulation.Outcome first = Simulation.playWithDatastore(Script.of(seed), Sabotage.NONE, true);
    Simulation.Outcome second = Simulation.playWithDatastore(Script.of(seed), Sabotage.NONE, true);
    assertThat(second.history()).isNotEmpty().isEqualTo(first.history());
    assertThat(second.steps()).isEqualTo(first.steps());
  }

  /// Without it the test above would show nothing.
  @Test
  void a_decision_side_that_does_not_ask_whether_it_knows_all_events_is_found_out() {
    Sabotage careless =
        new Sabotage() {
          @Override
          public Ports ports(Ports sound, ApiServer server) {
            return new Ports(
                sound.clock(),
                sound.nodes(),
                sound.quarantines(),
                sound.pods(),
                sound.evictions(),
                new KnowsEverything(sound.store()),
                sound.announcer(),
                sound.looks(),
                sound.leadership(),
                sound.together(),
                sound.newSessionId());
          }
        };
    Set<Invariant> found =
        LongStream.range(0, 2_000)
            .parallel()
            .boxed()
            .flatMap(seed ->
                Simulation.playWithDatastore(Script.of(seed), careless, false).first().stream())
            .map(Violation::invariant)
            .collect(Collectors.toSet());
    assertThat(found).contains(Invariant.RELEASE_KNOWN);
  }

  private record KnowsEverything(NodeEvents sound) implements NodeEvents {
    @Override
    public List<StoredEvent> eventsOf(String nodeName) {
      return sound.eventsOf(nodeName);
    }

    @Override
    public StatusWrite writeStatus(EventRef ref, HealthEventStatus status) {
      return sound.writeStatus(ref, status);
    }

    @Override
    public List<StatusWrite> writeStatuses(List<StatusChange> changes) {
      return sound.writeStatuses(changes);
    }
  }
}
