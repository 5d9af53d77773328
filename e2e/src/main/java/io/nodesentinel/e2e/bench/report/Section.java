package io.nodesentinel.e2e.bench.report;

import io.nodesentinel.e2e.bench.plot.Plot;
import java.util.List;

/// A chapter of the HTML report.
///
/// @param text what was done, for someone who wants to judge the plots
public record Section(String title, String text, List<Plot> plots) {
  public Section {
    plots = List.copyOf(plots);
  }
}
