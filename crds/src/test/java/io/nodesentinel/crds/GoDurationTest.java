package io.nodesentinel.crds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoDurationTest {
  @ParameterizedTest
  @CsvSource({
    "0, PT0S",
    "0s, PT0S",
    "90s, PT90S",
    "5m, PT5M",
    "24h, PT24H",
    "1h30m, PT1H30M",
    "1.5h, PT1H30M",
    "250ms, PT0.25S",
    "10us, PT0.00001S",
    "10µs, PT0.00001S",
    "7ns, PT0.000000007S",
    "1h0m0s, PT1H",
    "0.3ns, PT0S",
  })
  void readsWhatGoWrites(String text, Duration expected) {
    assertThat(GoDuration.parse(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "1", "1d", "1 day", "-5m", "5 m", "h", ".5s", "1.s", "1h ", "PT1H", "5M", "1.2.3s"
      })
  void saysWhatADurationLooksLike(String text) {
    assertThatThrownBy(() -> GoDuration.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "\"%s\" is not a duration: write numbers with the units h, m, s or ms, such as 90s, 5m or"
                + " 1h30m (a day is 24h)",
            text);
  }

  @Test
  void refusesWhatGoCannotHold() {
    assertThat(GoDuration.parse("9223372036854775807ns"))
        .isEqualTo(Duration.ofNanos(Long.MAX_VALUE));
    assertThatThrownBy(() -> GoDuration.parse("9223372036854775808ns"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the longest is about 292 years");
  }
}
