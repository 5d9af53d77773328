package io.nodesentinel.datastore.bridge;

import io.nodesentinel.crds.HealthEventStatus;
import io.nodesentinel.datastore.EventOrder;
import io.nodesentinel.datastore.EventRef;
import io.nodesentinel.datastore.StoredEvent;
import io.nodesentinel.datastore.document.Value;
import java.time.Instant;

/// One document in memory.
///
/// @param basis what is stored, as far as is known
/// @param event its order is of no meaning yet; its status is what is stored, or newer
/// @param gone it is not stored any more, by a restore from an older backup; what it said still
///   counts
record EventRow(Value id, Basis basis, StoredEvent event, boolean gone) {

  String name() {
    return event.ref().id();
  }

  String nodeName() {
    return event.event().nodeName();
  }

  boolean isJudged() {
    return EventOrder.evaluated(event).isPresent();
  }

  /// What is stored now, after a write of ours.
  EventRow written(Basis now, HealthEventStatus status) {
    return new EventRow(
        id, now, with(new EventRef(name(), now.version()), event.order(), status), false);
  }

  /// It is stored as it is, but this is what came of it.
  EventRow remembered(HealthEventStatus status) {
    return new EventRow(id, basis, with(event.ref(), event.order(), status), gone);
  }

  EventRow arrivedAt(Instant time) {
    return new EventRow(
        id,
        basis,
        new StoredEvent(event.ref(), event.order(), time, event.event(), event.status()),
        gone);
  }

  EventRow lost() {
    return new EventRow(id, basis, event, true);
  }

  private StoredEvent with(EventRef ref, long order, HealthEventStatus status) {
    return new StoredEvent(ref, order, event.createdAt(), event.event(), status);
  }
}
