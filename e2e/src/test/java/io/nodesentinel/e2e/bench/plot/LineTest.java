package io.nodesentinel.e2e.bench.plot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LineTest {
  @Test
  void aCountBeginsAtNothingAndRisesByOneEachTime() {
    assertThat(Line.count("nodes", Hue.OPERATOR, false, List.of(0.5, 0.7)).points())
        .containsExactly(new Point(0, 0), new Point(0.5, 1), new Point(0.7, 2));
  }

  @Test
  void aDistributionEndsAtAHundredPercent() {
    assertThat(Line.distribution("ms", Hue.BARE, true, List.of(1.0, 2.0, 3.0, 9.0)).points())
        .containsExactly(new Point(1, 25), new Point(2, 50), new Point(3, 75), new Point(9, 100));
  }

  @Test
  void aThinnedLineKeepsItsEnds() {
    List<Point> many = IntStream.range(0, 1000).mapToObj(i -> new Point(i, i)).toList();

    List<Point> few = new Line("many", Hue.OPERATOR, false, many).thinned(7).points();

    assertThat(few).hasSize(7).startsWith(new Point(0, 0)).endsWith(new Point(999, 999));
  }

  @Test
  void aShortLineIsLeftAsItIs() {
    Line line = new Line("few", Hue.OPERATOR, false, List.of(new Point(1, 1)));

    assertThat(line.thinned(7)).isSameAs(line);
  }
}
