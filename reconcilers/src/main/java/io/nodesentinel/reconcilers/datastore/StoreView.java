package io.nodesentinel.reconcilers.datastore;

import java.time.Duration;
import java.util.List;

/// The datastore as this process finds it.
///
/// @param phase how far it is
/// @param reason one word for machines where it does not answer, such as `AUTHENTICATION`; empty if
///   nothing is known
/// @param detail for people: what is wrong; empty while all is well
/// @param known everything that is known there is known here
/// @param lag age of the oldest change that was not handled
/// @param backlog changes that were not handled
/// @param gaps how often changes were missing, and what is open was read anew
/// @param serverVersion empty if it is not known
/// @param schema steps of the schema, in order; empty if there are none, or nothing is known
public record StoreView(
    Phase phase,
    String reason,
    String detail,
    boolean known,
    Duration lag,
    long backlog,
    long gaps,
    String serverVersion,
    List<SchemaStep> schema) {

  /// How far it is.
  public enum Phase {
    /// Nobody tried yet.
    IDLE,
    /// It answers, but its schema could not be brought up to date.
    SCHEMA_FAILED,
    ANSWERS,
    DOES_NOT_ANSWER
  }

  /// One step, and whether the datastore has taken it.
  public record SchemaStep(String version, boolean applied) {}

  /// Before anybody tried.
  public static final StoreView IDLE =
      new StoreView(Phase.IDLE, "", "", false, Duration.ZERO, 0, 0, "", List.of());

  public StoreView {
    schema = List.copyOf(schema);
  }
}
