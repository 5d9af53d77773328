package io.nodesentinel.datastore.migrate;

import static io.nodesentinel.datastore.migrate.testing.Exports.canonical;
import static io.nodesentinel.datastore.migrate.testing.Exports.events;
import static io.nodesentinel.datastore.migrate.testing.Exports.id;
import static io.nodesentinel.datastore.migrate.testing.Exports.lines;
import static io.nodesentinel.datastore.migrate.testing.Exports.relaxed;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.datastore.migrate.VerificationReport.Difference;
import io.nodesentinel.datastore.migrate.destination.Comparison.Kind;
import io.nodesentinel.datastore.migrate.testing.Exports;
import io.nodesentinel.datastore.migrate.testing.House;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerificationTest {
  @TempDir private Path folder;
  private final House house = new House();

  @Test
  void both_sides_are_the_same_after_a_move_in_whichever_form_they_are_read_again() {
    house.move(lines(folder, events(2_300)));

    VerificationReport relaxed = house.verify(lines(folder, events(2_300)));
    VerificationReport canonical =
        house.verify(
            lines(folder, IntStream.rangeClosed(1, 2_300).mapToObj(i -> canonical(i)).toList()));

    assertThat(relaxed.isComplete()).isTrue();
    assertThat(relaxed.equal()).isEqualTo(2_300);
    assertThat(relaxed.rows()).isEqualTo(2_300);
    assertThat(canonical.isComplete()).isTrue();
  }

  @Test
  void numbers_survive_the_way_into_postgresql_and_back() {
    String numbers =
        "[0.1,1e22,5e-324,1.7976931348623157e308,-0.0,123456789.125,9223372036854775807],";
    Path file = lines(folder, List.of(relaxed(1).replaceFirst("\\{", "{\"numbers\":" + numbers)));

    house.move(file);

    assertThat(house.verify(file).isComplete()).isTrue();
  }

  @Test
  void planted_differences_are_found_and_named() {
    Path file = lines(folder, events(1_500));
    house.move(file);
    house.database.run(
        "DELETE FROM health_events WHERE document #>> '{healthevent,metadata,serial}' = '3'");
    house.database.run(
        """
        UPDATE health_events SET document =
          jsonb_set(document, '{healthevent,message}', '"XID 79: device 7 not reachablf"')
        WHERE document #>> '{healthevent,metadata,serial}' = '7'
        """);
    house.database.run(
        """
        UPDATE health_events SET node_quarantined = 'Quarantined'
        WHERE document #>> '{healthevent,metadata,serial}' = '1400'
        """);
    house.database.run(
        """
        INSERT INTO health_events (node_name, document) VALUES
          ('elsewhere', '{"healthevent": {"nodeName": "elsewhere"}}')
        """);

    VerificationReport report = house.verify(file);

    assertThat(report.isComplete()).isFalse();
    assertThat(report.documents()).isEqualTo(1_500);
    assertThat(report.rows()).isEqualTo(1_500);
    assertThat(report.equal()).isEqualTo(1_497);
    assertThat(report.missing()).isEqualTo(1);
    assertThat(report.different()).isEqualTo(1);
    assertThat(report.statusOnly()).isEqualTo(1);
    assertThat(report.extra()).isEqualTo(1);
    assertThat(report.differences())
        .contains(
            new Difference(Kind.MISSING, "line 3", id(3)),
            new Difference(Kind.DIFFERENT, "line 7", id(7)),
            new Difference(Kind.STATUS, "line 1400", id(1400)))
        .hasSize(4);
  }

  @Test
  void what_the_source_has_twice_or_cannot_give_is_told() {
    List<String> documents = new ArrayList<>(events(5));
    documents.add(relaxed(2).replace("GPU", "CPU"));
    documents.add("no");
    Path file = lines(folder, documents);
    house.move(file);

    VerificationReport report = house.verify(file);

    assertThat(report.isComplete()).isFalse();
    assertThat(report.equal()).isEqualTo(5);
    assertThat(report.repeated()).isEqualTo(1);
    assertThat(report.rejected()).isEqualTo(1);
    assertThat(report.rejections())
        .singleElement()
        .extracting(Rejection::place)
        .isEqualTo("line 7");
  }

  @Test
  void rows_from_elsewhere_do_not_count_against_the_move() {
    Path file = lines(folder, events(5));
    house.move(Exports.write(folder.resolve("more.json"), events(8).stream()));

    VerificationReport report = house.verify(file);

    assertThat(report.extra()).isEqualTo(3);
    assertThat(report.isComplete()).isTrue();
  }

  @Test
  void a_comparison_changes_nothing_and_may_be_repeated() {
    Path file = lines(folder, events(5));
    house.move(file);
    String before =
        house.database.value("SELECT string_agg(h::text, '' ORDER BY id) FROM health_events h");

    house.verify(file);
    house.verify(file);

    assertThat(
            house.database.value("SELECT string_agg(h::text, '' ORDER BY id) FROM health_events h"))
        .isEqualTo(before);
  }
}
