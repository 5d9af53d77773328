package io.nodesentinel.e2e.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nodesentinel.e2e.bench.cluster.BareClient;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReportTest {
  private final Report report = new Report(Map.of("JDK", "25"));

  @BeforeEach
  void twoRows() {
    report.add(Row.of("start-up", "1.10 s", "", "1.5 s", true));
    report.add(Row.of("burst", "4.00 s", "plain 2.00 s", "1.5 x plain", false));
    report.add(Row.of("memory", "90 MiB", ""));
    report.fact("start-up", new Samples(List.of(1.0)).facts());
  }

  @Test
  void columnsAreAligned() {
    assertThat(report.text())
        .isEqualTo(
            """
            WHAT      MEASURED  BESIDE IT     TARGET       MET
            start-up  1.10 s                  1.5 s        yes
            burst     4.00 s    plain 2.00 s  1.5 x plain  NO
            memory    90 MiB                               -

            JDK: 25
            """);
  }

  @Test
  void aRowWithoutTargetSaysNothingAboutMeetingIt() {
    JsonNode rows = BareClient.json(report.json()).path("rows");

    assertThat(rows.path(0).path("met").asBoolean()).isTrue();
    assertThat(rows.path(1).path("met").asBoolean(true)).isFalse();
    assertThat(rows.path(2).has("met")).isFalse();
  }

  @Test
  void theSamplesAreInTheJson() {
    JsonNode json = BareClient.json(report.json());

    assertThat(json.path("facts").path("start-up").path("p99Millis").asDouble()).isEqualTo(1.0);
    assertThat(json.path("machine").path("JDK").asText()).isEqualTo("25");
  }

  @Test
  void onlyACheckThatIsMissedFailsTheRun() {
    report.check(Row.of("quarantined", "20", "", "exactly 20", true));
    assertThat(report.failures()).isEmpty();

    report.check(Row.of("quarantined", "21", "", "exactly 20", false));
    assertThat(report.failures()).containsExactly("quarantined: 21");
  }

  @Test
  void thePageNeedsNothingElse() {
    report.section(new Section("A <part>", "How it was done.", List.of()));

    assertThat(report.html("./nodesentinel bench"))
        .contains("<h2>A &lt;part&gt;</h2>", "<td>1.10 s</td>", "./nodesentinel bench")
        .doesNotContain("<script", "http:", "https:", "url(", "@import");
  }

  @Test
  void thePageSaysWhatWasMissed() {
    assertThat(report.html("bench"))
        .containsOnlyOnce("<td><em class=\"missed\">missed</em></td>")
        .containsOnlyOnce("<td><em class=\"met\">met</em></td>");
  }

  @Test
  void aHeadlineStandsOnTopWithItsTarget() {
    report.headline(new Headline("1.44 x", "plain PATCHes", "1.5 x", Optional.of(true)));

    assertThat(report.html("bench"))
        .contains("<b>1.44 x</b><span>plain PATCHes</span><i><em class=\"met\">met</em> 1.5 x</i>");
  }
}
