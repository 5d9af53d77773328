package io.nodesentinel.e2e.bench.scale;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.e2e.bench.plot.Point;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FleetFiguresTest {
  @Test
  void aPeakIsSpreadOverThreeSecondsAndNotLost() {
    List<Point> peak =
        IntStream.range(0, 12).mapToObj(i -> new Point(i / 2.0, i == 4 ? 60 : 0)).toList();

    List<Point> smooth = FleetFigures.smooth(peak);

    assertThat(smooth).extracting(Point::x).isEqualTo(peak.stream().map(Point::x).toList());
    assertThat(smooth).extracting(Point::y).containsSubsequence(0.0, 12.0, 10.0, 10.0, 0.0);
  }
}
