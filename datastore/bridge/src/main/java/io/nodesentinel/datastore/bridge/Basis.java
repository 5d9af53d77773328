package io.nodesentinel.datastore.bridge;

import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.FieldPath;
import io.nodesentinel.datastore.document.TextValue;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.event.HealthEventShape;
import io.nodesentinel.datastore.query.Filter;
import java.util.ArrayList;
import java.util.List;

/// What a status write is conditional on. Documents have no version, and others write to them who
/// know of none: so the condition is what was read of the status itself. A write of somebody else
/// that leaves these three as they are does not contradict ours, which sets single fields.
///
/// @param quarantined value of `nodequarantined`; null also stands for missing, as in filters
/// @param eviction value of `userpodsevictionstatus.status`
/// @param verdict value of `evaluated.reason`
record Basis(Value quarantined, Value eviction, Value verdict) {
  static final FieldPath QUARANTINED = HealthEventShape.status("nodequarantined");
  static final FieldPath EVICTION = HealthEventShape.status("userpodsevictionstatus.status");
  private static final FieldPath VERDICT = HealthEventShape.evaluated().then("reason");

  static Basis of(Document document) {
    return new Basis(
        document.at(QUARANTINED).orElse(Value.nothing()),
        document.at(EVICTION).orElse(Value.nothing()),
        document.at(VERDICT).orElse(Value.nothing()));
  }

  /// The document of this id, if it is still like this.
  Filter filter(Value id) {
    List<Filter> all = new ArrayList<>();
    all.add(Filter.byId(id));
    all.add(new Filter.Eq(QUARANTINED, quarantined));
    all.add(new Filter.Eq(EVICTION, eviction));
    all.add(new Filter.Eq(VERDICT, verdict));
    return new Filter.And(all);
  }

  /// The same in one text; equal for equal values.
  String version() {
    return text(quarantined) + "/" + text(eviction) + "/" + text(verdict);
  }

  private static String text(Value value) {
    return value instanceof TextValue(String text) ? text : "";
  }
}
