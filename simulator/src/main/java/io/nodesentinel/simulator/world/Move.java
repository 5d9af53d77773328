package io.nodesentinel.simulator.world;

import java.time.Duration;

/// One thing that people, monitors or the surroundings do. A move that makes no sense when its time
/// comes does nothing, so that any part of a schedule is a schedule too.
///
/// @param after how long after the move before it
/// @param a chooses among what the kind has to choose: a node, a replica, a time
/// @param b likewise
public record Move(Duration after, Kind kind, int a, int b) {

  /// What there is to do.
  public enum Kind {
    REPORT,
    RECOVER,
    REPORT_LATE,
    RECOVER_LATE,
    REPORT_HARMLESS,
    UNCORDON,
    RECORDON,
    UNTAINT,
    CORDON,
    TAINT,
    LABEL,
    HOLD,
    UNHOLD,
    OPT_OUT,
    OPT_IN,
    DELETE_QUARANTINE,
    DESTROY_QUARANTINE,
    CREATE_QUARANTINE,
    DELETE_NODE,
    CREATE_NODE,
    NOT_READY,
    READY,
    POLICY,
    BUDGET,
    KILL,
    PAUSE,
    STOP,
    CLOCK,
    BREAK_WATCH,
    STORE,
    SERVER,
    WAIT
  }
}
