package io.nodesentinel.simulator.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.simulator.stage.Disturbance.Failure;
import java.util.List;
import java.util.stream.IntStream;

/// What happens, one thing after the other; the world comes to rest in between.
record Story(int cap, List<Step> steps) {

  /// Plays a story in which one node may be out: undisturbed, and then with every single write of
  /// the operator going wrong in every way, which must not change how it ends.
  static void plays(Step... steps) {
    new Story(1, List.of(steps)).playEveryWay();
  }

  private void playEveryWay() {
    Stage calm = play(Disturbance.NONE, "undisturbed");
    String end = Snapshot.of(calm.server());
    int writes = calm.writes().size();
    assertThat(writes).as("writes").isPositive();
    IntStream.rangeClosed(1, writes).parallel().forEach(write -> goesWrong(write, end));
  }

  private void goesWrong(int write, String end) {
    for (Failure failure : Failure.values()) {
      Disturbance disturbance = failure.at(write);
      String how = "with " + failure + " at write " + write;
      String otherwise = Snapshot.of(play(disturbance, how).server());
      if (!otherwise.equals(end)) {
        assertThat(otherwise).as(told(disturbance, how)).isEqualTo(end);
      }
    }
  }

  /// Plays it once.
  ///
  /// @throws AssertionError with the whole story, if something does not hold
  Stage play(Disturbance disturbance, String how) {
    Stage stage = new Stage(cap, disturbance, false);
    try {
      perform(stage);
    } catch (AssertionError wrong) {
      throw new AssertionError(told(disturbance, how), wrong);
    }
    return stage;
  }

  private void perform(Stage stage) {
    for (Step step : steps) {
      stage.pass(Stage.A_MOMENT);
      step.on(stage);
      stage.rest();
    }
    stage.isConsistent();
  }

  /// The same once more, for a person to read.
  private String told(Disturbance disturbance, String how) {
    Stage stage = new Stage(cap, disturbance, true);
    try {
      perform(stage);
    } catch (AssertionError again) {
      return how + "\n" + stage.told() + "\n" + again.getMessage();
    }
    return how + "\n" + stage.told();
  }
}
