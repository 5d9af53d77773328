package io.nodesentinel.e2e.bench.report;

import io.nodesentinel.e2e.bench.plot.Markup;
import io.nodesentinel.e2e.bench.plot.Plot;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The report as one HTML file that needs nothing else.
///
/// @param command how to take the figures again
record HtmlPage(
    String command,
    Map<String, Object> machine,
    List<Headline> headlines,
    List<Section> sections,
    List<Row> rows) {

  String html() {
    Markup html = new Markup();
    html.add("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    html.add("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    html.add("<meta name=\"color-scheme\" content=\"light dark\">\n");
    html.add("<title>NodeSentinel: scale and cost</title>\n<style>\n");
    html.add(style().replace("</", "<\\/"));
    html.add("</style>\n</head>\n<body>\n<header>\n<h1>NodeSentinel: scale and cost</h1>\n");
    html.add("<p class=\"lead\">%s. %s.</p>\n", fact("size"), fact("machine"));
    html.add(
        "<p>Figures of one run, which compare only with each other: beside each stands what a bare"
            + " client reaches in the same run with the same bodies, connections and preconditions."
            + " Again: <code>%s</code></p>\n</header>\n",
        Markup.escape(command));
    headlines(html);
    sections.forEach(section -> section(html, section));
    table(html);
    facts(html);
    return html.add("</body>\n</html>\n").toString();
  }

  private void headlines(Markup html) {
    html.add("<div class=\"tiles\">\n");
    for (Headline one : headlines) {
      html.add(
          "<div class=\"tile\"><b>%s</b><span>%s</span>%s</div>\n",
          Markup.escape(one.value()),
          Markup.escape(one.what()),
          one.met()
              .map(met -> "<i>" + mark(met) + " " + Markup.escape(one.target()) + "</i>")
              .orElse(""));
    }
    html.add("</div>\n");
  }

  private static void section(Markup html, Section section) {
    html.add("<section>\n<h2>%s</h2>\n", Markup.escape(section.title()));
    html.add("<p>%s</p>\n<div class=\"plots\">\n", Markup.escape(section.text()));
    for (Plot plot : section.plots()) {
      html.add("%s", plot.html());
    }
    html.add("</div>\n</section>\n");
  }

  private void table(Markup html) {
    html.add("<section>\n<h2>All figures</h2>\n<div class=\"scroll\"><table>\n");
    html.add("<tr><th>what</th><th>measured</th><th>beside it</th><th>target</th><th></th></tr>\n");
    for (Row row : rows) {
      html.add(
          "<tr><td%s>%s</td><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>\n",
          row.what().startsWith(" ") ? " class=\"under\"" : "",
          Markup.escape(row.what().strip()),
          Markup.escape(row.measured()),
          Markup.escape(row.beside()),
          Markup.escape(row.target()),
          row.met().map(HtmlPage::mark).orElse(""));
    }
    html.add("</table></div>\n</section>\n");
  }

  private void facts(Markup html) {
    html.add("<section>\n<h2>Taken on</h2>\n<dl>\n");
    machine.forEach((name, value) ->
        html.add(
            "<dt>%s</dt><dd>%s</dd>\n", Markup.escape(name), Markup.escape(String.valueOf(value))));
    html.add("</dl>\n</section>\n");
  }

  private String fact(String name) {
    String text = String.valueOf(machine.getOrDefault(name, ""));
    return Markup.escape(
        text.isEmpty() ? text : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1));
  }

  private static String mark(boolean met) {
    return met ? "<em class=\"met\">met</em>" : "<em class=\"missed\">missed</em>";
  }

  private static String style() {
    try (InputStream css = HtmlPage.class.getResourceAsStream("/bench/report.css")) {
      if (css == null) {
        throw new IllegalStateException("the style sheet of the report is not on the class path");
      }
      return new String(css.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("the style sheet of the report cannot be read", e);
    }
  }
}
