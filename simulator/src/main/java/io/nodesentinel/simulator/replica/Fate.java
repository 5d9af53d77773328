package io.nodesentinel.simulator.replica;

/// What becomes of a request on its way to the API server and back.
public enum Fate {
  ANSWERED,
  /// The API server does not take it up.
  REFUSED,
  /// It never arrives.
  LOST,
  /// It takes effect, and the sender does not hear of it.
  ANSWER_LOST;

  /// It arrives and takes effect, if the API server accepts it.
  public boolean arrives() {
    return this == ANSWERED || this == ANSWER_LOST;
  }
}
