package io.nodesentinel.e2e.bench.plot;

import java.util.List;
import java.util.Locale;

/// Lines over two axes.
///
/// @param marks moments on the x axis that have a name
/// @param limits values on the y axis that have a name
public record LinePlot(
    String title,
    String note,
    boolean wide,
    Axis x,
    Axis y,
    List<Line> lines,
    List<Mark> marks,
    List<Mark> limits)
    implements Plot {
  private static final int HEIGHT = 300;
  private static final int LEFT = 60;
  private static final int RIGHT = 14;
  private static final int BOTTOM = 44;
  private static final int TOP = 14;
  private static final int TOP_WITH_MARKS = 30;
  private static final int MOST_POINTS = 400;
  private static final int HOVERED = 40;

  /// A value with a name.
  public record Mark(double at, String name) {}

  public LinePlot {
    lines = List.copyOf(lines);
    marks = List.copyOf(marks);
    limits = List.copyOf(limits);
  }

  @Override
  public List<Key> legend() {
    return lines.stream().map(l -> new Key(l.name(), l.hue(), l.dashed())).toList();
  }

  @Override
  public String svg() {
    Markup svg = new Markup();
    svg.add(
        "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">\n",
        width(), HEIGHT, Markup.escape(title));
    grid(svg);
    for (Mark limit : limits) {
      double at = py(limit.at());
      svg.add("<path class=\"limit\" d=\"M%d %.1fH%d\"/>", LEFT, at, width() - RIGHT);
      svg.add(
          "<text class=\"limit-name\" x=\"%d\" y=\"%.1f\">%s</text>\n",
          width() - RIGHT, at - 5, Markup.escape(limit.name()));
    }
    for (Mark mark : marks) {
      double at = px(mark.at());
      svg.add("<path class=\"mark\" d=\"M%.1f %dV%d\"/>", at, top() - 6, HEIGHT - BOTTOM);
      svg.add(
          "<text class=\"mark-name\" x=\"%.1f\" y=\"%d\">%s</text>\n",
          at, top() - 11, Markup.escape(mark.name()));
    }
    lines.forEach(line -> draw(svg, line));
    lines.forEach(line -> hover(svg, line));
    return svg.add("</svg>\n").toString();
  }

  private void grid(Markup svg) {
    for (double tick : y.ticks()) {
      svg.add("<path class=\"grid\" d=\"M%d %.1fH%d\"/>", LEFT, py(tick), width() - RIGHT);
      svg.add(
          "<text class=\"tick y\" x=\"%d\" y=\"%.1f\">%s</text>\n",
          LEFT - 8, py(tick) + 4, Axis.number(tick));
    }
    for (double tick : x.ticks()) {
      int base = HEIGHT - BOTTOM;
      svg.add("<path class=\"axis\" d=\"M%.1f %dv5\"/>", px(tick), base);
      svg.add(
          "<text class=\"tick x\" x=\"%.1f\" y=\"%d\">%s</text>\n",
          px(tick), base + 18, Axis.number(tick));
    }
    svg.add("<path class=\"axis\" d=\"M%d %dH%d\"/>\n", LEFT, HEIGHT - BOTTOM, width() - RIGHT);
    svg.add(
        "<text class=\"label\" x=\"%d\" y=\"%d\">%s</text>\n",
        (LEFT + width() - RIGHT) / 2, HEIGHT - 6, Markup.escape(x.label()));
    svg.add(
        "<text class=\"label\" transform=\"translate(13 %d) rotate(-90)\">%s</text>\n",
        (top() + HEIGHT - BOTTOM) / 2, Markup.escape(y.label()));
  }

  private void draw(Markup svg, Line line) {
    if (line.points().isEmpty()) {
      return;
    }
    svg.add("<path class=\"line %s%s\" d=\"", line.hue().css(), line.dashed() ? " dashed" : "");
    char move = 'M';
    for (Point point : line.thinned(MOST_POINTS).points()) {
      svg.add("%c%.1f %.1f", move, px(point.x()), py(point.y()));
      move = 'L';
    }
    svg.add("\"/>\n");
  }

  /// What a reader sees who points at the line.
  private void hover(Markup svg, Line line) {
    for (Point point : line.thinned(HOVERED).points()) {
      svg.add(
          "<circle class=\"hover\" cx=\"%.1f\" cy=\"%.1f\" r=\"6\"><title>%s</title></circle>\n",
          px(point.x()),
          py(point.y()),
          Markup.escape(
              "%s: %s %s, %s %s"
                  .formatted(
                      line.name(), value(point.x()), x.label(), value(point.y()), y.label())));
    }
  }

  private static String value(double value) {
    return value < 100 ? String.format(Locale.ROOT, "%.3g", value) : Axis.number(Math.rint(value));
  }

  private int width() {
    return wide ? 1060 : 520;
  }

  private int top() {
    return marks.isEmpty() ? TOP : TOP_WITH_MARKS;
  }

  private double px(double value) {
    return LEFT + x.place(value) * (width() - LEFT - RIGHT);
  }

  private double py(double value) {
    return HEIGHT - BOTTOM - y.place(value) * (HEIGHT - BOTTOM - top());
  }
}
