package io.nodesentinel.e2e.bench.plot;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// From values to places along a line, and the round numbers at which it is marked.
///
/// @param label with the unit
/// @param from the value at 0; above 0 if logarithmic
/// @param to the value at 1; above `from`
public record Axis(String label, double from, double to, boolean logarithmic) {
  private static final int TICKS = 6;

  public Axis {
    if (!(to > from) || logarithmic && !(from > 0)) {
      throw new IllegalArgumentException(label + ": no axis from " + from + " to " + to);
    }
  }

  /// From 0 to a round number that is not below `most`.
  public static Axis linear(String label, double most) {
    double top = most > 0 ? most : 1;
    double step = step(top);
    return new Axis(label, 0, Math.ceil(top / step - 1e-9) * step, false);
  }

  /// From `from` to `to`, without rounding.
  public static Axis exact(String label, double from, double to) {
    return new Axis(label, from, to, false);
  }

  /// From the next 1, 2 or 5 times a power of ten at or below `least` to the next one at or above
  /// `most`.
  public static Axis log(String label, double least, double most) {
    double low = round(least, false);
    double high = round(most, true);
    return new Axis(label, low, high > low ? high : low * 10, true);
  }

  /// 0 at the beginning, 1 at the end; what lies outside is put there.
  double place(double value) {
    double at =
        logarithmic
            ? Math.log(Math.max(value, from) / from) / Math.log(to / from)
            : (value - from) / (to - from);
    return Math.clamp(at, 0, 1);
  }

  List<Double> ticks() {
    List<Double> ticks = new ArrayList<>();
    if (logarithmic) {
      for (double tick = from; tick <= to * (1 + 1e-9); tick = above(tick)) {
        ticks.add(tick);
      }
      return ticks;
    }
    double step = step(to - from);
    for (long i = (long) Math.ceil(from / step - 1e-9); i * step <= to + step * 1e-9; i++) {
      ticks.add(i * step);
    }
    return ticks;
  }

  /// Thousands by comma; no more decimals than a tick needs.
  static String number(double value) {
    if (Math.rint(value) == value) {
      return String.format(Locale.ROOT, "%,d", (long) value);
    }
    String text = String.format(Locale.ROOT, Math.abs(value) < 0.1 ? "%.3f" : "%.2f", value);
    return text.replaceAll("0+$", "").replaceAll("\\.$", "");
  }

  /// 1, 2 or 5 times a power of ten, so that about six fit.
  private static double step(double length) {
    double raw = length / TICKS;
    double power = Math.pow(10, Math.floor(Math.log10(raw)));
    double lead = raw / power;
    return power * (lead <= 1 + 1e-9 ? 1 : lead <= 2 + 1e-9 ? 2 : lead <= 5 + 1e-9 ? 5 : 10);
  }

  private static double round(double value, boolean up) {
    double power = Math.pow(10, Math.floor(Math.log10(value)));
    double before = power;
    for (double factor : new double[] {1, 2, 5, 10}) {
      double here = factor * power;
      if (here >= value * (1 - 1e-9)) {
        return up || here <= value * (1 + 1e-9) ? here : before;
      }
      before = here;
    }
    return before;
  }

  private static double above(double tick) {
    return round(tick * 1.5, true);
  }
}
