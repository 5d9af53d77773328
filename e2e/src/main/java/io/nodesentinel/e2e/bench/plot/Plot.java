package io.nodesentinel.e2e.bench.plot;

import java.util.List;

/// A figure: its words, its legend and its drawing.
public sealed interface Plot permits LinePlot, BarPlot {
  /// What it shows, in a few words.
  String title();

  /// What a reader needs to know to read it; may be empty.
  String note();

  /// As wide as the page, not half of it.
  boolean wide();

  /// An SVG element that scales with the page.
  String svg();

  /// What the colours stand for; empty if the drawing says it itself.
  List<Key> legend();

  /// One entry of a legend.
  record Key(String name, Hue hue, boolean dashed) {}

  /// The figure with its words.
  default String html() {
    Markup html = new Markup();
    html.add("<figure class=\"%s\">\n", wide() ? "wide" : "half");
    html.add("<figcaption><h3>%s</h3>", Markup.escape(title()));
    if (!note().isEmpty()) {
      html.add("<p>%s</p>", Markup.escape(note()));
    }
    html.add("</figcaption>\n");
    if (!legend().isEmpty()) {
      html.add("<ul class=\"legend\">");
      for (Key key : legend()) {
        html.add(
            "<li><svg viewBox=\"0 0 24 8\" aria-hidden=\"true\"><path class=\"line %s%s\""
                + " d=\"M1 4H23\"/></svg>%s</li>",
            key.hue().css(), key.dashed() ? " dashed" : "", Markup.escape(key.name()));
      }
      html.add("</ul>\n");
    }
    return html.add("%s</figure>\n", svg()).toString();
  }
}
