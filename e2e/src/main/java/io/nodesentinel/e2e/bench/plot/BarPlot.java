package io.nodesentinel.e2e.bench.plot;

import java.util.List;
import java.util.Optional;

/// Horizontal bars, one below the other, each with the single measurements as dots.
///
/// @param x from 0
/// @param limit a value with a name, such as a target
public record BarPlot(
    String title, String note, Axis x, List<Bar> bars, Optional<LinePlot.Mark> limit)
    implements Plot {
  private static final int WIDTH = 520;
  private static final int LEFT = 190;
  private static final int RIGHT = 70;
  private static final int ROW = 34;
  private static final int THICK = 18;
  private static final int TOP = 22;
  private static final int BOTTOM = 44;

  /// One bar.
  ///
  /// @param text the value as people read it, at the end of the bar
  /// @param single what the value was made of; may be empty
  public record Bar(String name, Hue hue, double value, String text, List<Double> single) {
    public Bar {
      single = List.copyOf(single);
    }
  }

  public BarPlot {
    bars = List.copyOf(bars);
  }

  @Override
  public boolean wide() {
    return false;
  }

  @Override
  public List<Key> legend() {
    return List.of();
  }

  @Override
  public String svg() {
    Markup svg = new Markup();
    int base = TOP + bars.size() * ROW;
    svg.add(
        "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">\n",
        WIDTH, base + BOTTOM, Markup.escape(title));
    for (double tick : x.ticks()) {
      svg.add("<path class=\"grid\" d=\"M%.1f %dV%d\"/>", px(tick), TOP, base);
      svg.add(
          "<text class=\"tick x\" x=\"%.1f\" y=\"%d\">%s</text>\n",
          px(tick), base + 18, Axis.number(tick));
    }
    for (int i = 0; i < bars.size(); i++) {
      draw(svg, bars.get(i), TOP + i * ROW + (ROW - THICK) / 2);
    }
    svg.add("<path class=\"axis\" d=\"M%d %dV%d\"/>\n", LEFT, TOP, base);
    limit.ifPresent(mark -> {
      svg.add("<path class=\"limit\" d=\"M%.1f %dV%d\"/>", px(mark.at()), TOP - 4, base);
      svg.add(
          "<text class=\"mark-name\" x=\"%.1f\" y=\"%d\">%s</text>\n",
          px(mark.at()), TOP - 9, Markup.escape(mark.name()));
    });
    svg.add(
        "<text class=\"label\" x=\"%d\" y=\"%d\">%s</text>\n",
        (LEFT + WIDTH - RIGHT) / 2, base + BOTTOM - 6, Markup.escape(x.label()));
    return svg.add("</svg>\n").toString();
  }

  private void draw(Markup svg, Bar bar, int y) {
    svg.add(
        "<text class=\"bar-name\" x=\"%d\" y=\"%d\">%s</text>",
        LEFT - 8, y + THICK - 4, Markup.escape(bar.name()));
    svg.add(
        "<rect class=\"bar %s\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"2\">"
            + "<title>%s</title></rect>",
        bar.hue().css(),
        LEFT,
        y,
        px(bar.value()) - LEFT,
        THICK,
        Markup.escape(bar.name() + ": " + bar.text()));
    double end = bar.value();
    for (double single : bar.single()) {
      end = Math.max(end, single);
      svg.add("<circle class=\"dot\" cx=\"%.1f\" cy=\"%d\" r=\"3\"/>", px(single), y + THICK / 2);
    }
    svg.add(
        "<text class=\"bar-value\" x=\"%.1f\" y=\"%d\">%s</text>\n",
        px(end) + 8, y + THICK - 4, Markup.escape(bar.text()));
  }

  private double px(double value) {
    return LEFT + x.place(value) * (WIDTH - LEFT - RIGHT);
  }
}
