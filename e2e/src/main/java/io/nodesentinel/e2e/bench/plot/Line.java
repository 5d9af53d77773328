package io.nodesentinel.e2e.bench.plot;

import java.util.ArrayList;
import java.util.List;

/// One line of a plot.
///
/// @param dashed for the quieter one of two lines of a hue
/// @param points ascending in x; may be empty
public record Line(String name, Hue hue, boolean dashed, List<Point> points) {
  public Line {
    points = List.copyOf(points);
  }

  /// How many things had happened by when: one step for each.
  ///
  /// @param times ascending
  public static Line count(String name, Hue hue, boolean dashed, List<Double> times) {
    List<Point> points = new ArrayList<>();
    points.add(new Point(0, 0));
    for (int i = 0; i < times.size(); i++) {
      points.add(new Point(times.get(i), i + 1));
    }
    return new Line(name, hue, dashed, points);
  }

  /// The share of samples, in percent, that a value is not below.
  ///
  /// @param samples ascending
  public static Line distribution(String name, Hue hue, boolean dashed, List<Double> samples) {
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < samples.size(); i++) {
      points.add(new Point(samples.get(i), 100.0 * (i + 1) / samples.size()));
    }
    return new Line(name, hue, dashed, points);
  }

  /// At most so many points, evenly chosen, the first and the last among them.
  Line thinned(int most) {
    if (points.size() <= most) {
      return this;
    }
    List<Point> some = new ArrayList<>();
    for (int i = 0; i < most; i++) {
      some.add(points.get((int) ((long) i * (points.size() - 1) / (most - 1))));
    }
    return new Line(name, hue, dashed, some);
  }
}
