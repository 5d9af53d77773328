package io.nodesentinel.e2e.bench.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.nodesentinel.e2e.bench.plot.BarPlot.Bar;
import io.nodesentinel.e2e.bench.plot.LinePlot.Mark;
import java.io.StringReader;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class PlotTest {
  private static final Plot LINES =
      new LinePlot(
          "A & B",
          "",
          false,
          Axis.linear("seconds", 10),
          Axis.linear("nodes", 100),
          List.of(
              new Line(
                  "ours <1>", Hue.OPERATOR, false, List.of(new Point(0, 0), new Point(10, 100))),
              new Line("empty", Hue.BARE, true, List.of())),
          List.of(new Mark(5, "half")),
          List.of(new Mark(80, "target")));

  private static final Plot BARS =
      new BarPlot(
          "Bars",
          "Less is better.",
          Axis.linear("MiB", 100),
          List.of(new Bar("with \"it\"", Hue.OPERATOR, 50, "50 MiB", List.of(40.0, 50.0, 90.0))),
          Optional.of(new Mark(60, "target")));

  @Test
  void drawingsAreWellFormedWhateverTheNamesHold() {
    for (Plot plot : List.of(LINES, BARS)) {
      assertThatCode(() ->
              DocumentBuilderFactory.newDefaultInstance()
                  .newDocumentBuilder()
                  .parse(new InputSource(new StringReader(plot.svg()))))
          .doesNotThrowAnyException();
    }
  }

  @Test
  void aLineRunsFromCornerToCornerOfItsAxes() {
    assertThat(LINES.svg()).contains("class=\"line operator\" d=\"M60.0 256.0L506.0 30.0\"");
  }

  @Test
  void aLineWithoutPointsIsInTheLegendAndNotInTheDrawing() {
    assertThat(LINES.legend()).extracting(Plot.Key::name).containsExactly("ours <1>", "empty");
    assertThat(LINES.svg()).doesNotContain("class=\"line bare");
  }

  @Test
  void axesLimitsAndMarksAreNamed() {
    assertThat(LINES.svg()).contains(">seconds<", ">nodes<", ">half<", ">target<");
  }

  @Test
  void aBarIsAsLongAsItsValueAndShowsEachMeasurement() {
    assertThat(BARS.svg()).contains("width=\"130.0\"").contains(">50 MiB<");
    assertThat(BARS.svg().split("class=\"dot\"", -1)).hasSize(4);
  }

  @Test
  void theFigureSaysInWordsWhatItShows() {
    assertThat(LINES.html()).contains("<h3>A &amp; B</h3>").contains("ours &lt;1&gt;");
    assertThat(BARS.html()).contains("Less is better.").doesNotContain("class=\"legend\"");
  }
}
