package io.nodesentinel.e2e.bench.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class AxisTest {
  @Test
  void aLinearAxisEndsAtARoundNumberThatHoldsEverything() {
    assertThat(Axis.linear("s", 17.3).to()).isEqualTo(20);
    assertThat(Axis.linear("s", 20).to()).isEqualTo(20);
    assertThat(Axis.linear("s", 0.83).to()).isEqualTo(1, within(1e-9));
  }

  @Test
  void anAxisOfNothingHasALengthAllTheSame() {
    assertThat(Axis.linear("s", 0).to()).isEqualTo(1);
  }

  @Test
  void ticksAreRoundAndFew() {
    assertThat(Axis.linear("nodes", 2500).ticks())
        .containsExactly(0.0, 500.0, 1000.0, 1500.0, 2000.0, 2500.0);
    assertThat(Axis.exact("s", 0, 47).ticks()).containsExactly(0.0, 10.0, 20.0, 30.0, 40.0);
  }

  @Test
  void aLogarithmicAxisIsMarkedAtOneTwoFive() {
    Axis axis = Axis.log("ms", 13, 390);

    assertThat(axis.from()).isEqualTo(10);
    assertThat(axis.to()).isEqualTo(500);
    assertThat(axis.ticks()).containsExactly(10.0, 20.0, 50.0, 100.0, 200.0, 500.0);
  }

  @Test
  void equalFactorsAreEquallyFarApartOnALogarithmicAxis() {
    Axis axis = Axis.log("ms", 1, 100);

    assertThat(axis.place(1)).isZero();
    assertThat(axis.place(10)).isEqualTo(0.5, within(1e-9));
    assertThat(axis.place(100)).isEqualTo(1, within(1e-9));
  }

  @Test
  void whatLiesOutsideIsPutAtTheEdge() {
    assertThat(Axis.linear("s", 10).place(-3)).isZero();
    assertThat(Axis.linear("s", 10).place(11)).isEqualTo(1);
    assertThat(Axis.log("ms", 10, 100).place(0)).isZero();
  }

  @Test
  void numbersHaveNoMoreDecimalsThanTheyNeed() {
    assertThat(Axis.number(1500)).isEqualTo("1,500");
    assertThat(Axis.number(0.5)).isEqualTo("0.5");
    assertThat(Axis.number(0.05)).isEqualTo("0.05");
    assertThat(Axis.number(2.25)).isEqualTo("2.25");
  }

  @Test
  void anAxisWithoutLengthIsRefused() {
    assertThatThrownBy(() -> Axis.exact("s", 3, 3)).hasMessage("s: no axis from 3.0 to 3.0");
  }
}
