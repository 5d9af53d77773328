package io.nodesentinel.e2e.bench.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// What came out: rows for people, facts for programs.
public final class Report {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Row HEAD =
      new Row("WHAT", "MEASURED", "BESIDE IT", "TARGET", Optional.empty());

  private final Map<String, Object> machine;
  private final List<Row> rows = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();
  private final List<Headline> headlines = new ArrayList<>();
  private final List<Section> sections = new ArrayList<>();
  private final Map<String, Object> facts = new LinkedHashMap<>();

  public Report(Map<String, Object> machine) {
    this.machine = new LinkedHashMap<>(machine);
  }

  public void machine(String name, Object value) {
    machine.put(name, value);
  }

  public void add(Row row) {
    rows.add(row);
  }

  /// A row whose target is no matter of speed: if it is missed, the run has failed.
  public void check(Row row) {
    add(row);
    if (!row.met().orElse(true)) {
      failures.add(row.what() + ": " + row.measured());
    }
  }

  /// What must not be, and was.
  public List<String> failures() {
    return List.copyOf(failures);
  }

  /// For the top of the HTML.
  public void headline(Headline headline) {
    headlines.add(headline);
  }

  /// For the HTML.
  public void section(Section section) {
    sections.add(section);
  }

  /// For the HTML, before all others so far.
  public void sectionFirst(Section section) {
    sections.addFirst(section);
  }

  public void fact(String name, Object value) {
    facts.put(name, value);
  }

  public String json() {
    ObjectNode document = JSON.createObjectNode();
    document.set("machine", JSON.valueToTree(machine));
    ArrayNode table = document.putArray("rows");
    for (Row row : rows) {
      ObjectNode json = table.addObject();
      json.put("what", row.what()).put("measured", row.measured());
      json.put("beside", row.beside()).put("target", row.target());
      row.met().ifPresent(met -> json.put("met", met));
    }
    JsonNode all = JSON.valueToTree(facts);
    document.set("facts", all);
    return document.toPrettyString();
  }

  /// One file that needs nothing else.
  ///
  /// @param command how to take the figures again
  public String html(String command) {
    return new HtmlPage(command, machine, headlines, sections, rows).html();
  }

  public String text() {
    StringBuilder text = new StringBuilder();
    List<Function<Row, String>> columns =
        List.of(Row::what, Row::measured, Row::beside, Row::target);
    int[] widths = new int[columns.size()];
    for (int c = 0; c < widths.length; c++) {
      Function<Row, String> column = columns.get(c);
      widths[c] =
          Math.max(
              column.apply(HEAD).length(),
              rows.stream().mapToInt(r -> column.apply(r).length()).max().orElse(0));
    }
    line(text, HEAD, columns, widths, "MET");
    rows.forEach(row -> line(text, row, columns, widths, row.verdict()));
    text.append('\n');
    machine.forEach((name, value) -> text.append(name).append(": ").append(value).append('\n'));
    return text.toString();
  }

  private static void line(
      StringBuilder text,
      Row row,
      List<Function<Row, String>> columns,
      int[] widths,
      String verdict) {
    for (int c = 0; c < widths.length; c++) {
      String cell = columns.get(c).apply(row);
      text.append(cell).append(" ".repeat(widths[c] - cell.length() + 2));
    }
    text.append(verdict).append('\n');
  }
}
