package io.nodesentinel.datastore.postgresql.changelog;

import java.util.HashMap;
import java.util.Map;

/// Finds changes that come after a later change of the same record.
///
/// Changes come in the order of transaction ids. Where two transactions cross on one record, the
/// one with the lower id may be the later writer. The order of changelog ids is the true one for a
/// record, because an id is drawn while the record's row lock is held. So a change is superseded if
/// a higher id of its record came before it. That is a property of the stream, the same for every
/// client and after every restart.
///
/// Not thread-safe.
final class SupersededMarks {
  private final Map<RecordKey, Long> latest = new HashMap<>();

  /// Notes a change in stream order.
  ///
  /// @return whether it is superseded
  boolean note(RecordKey record, long id) {
    Long known = latest.get(record);
    if (known != null && known > id) {
      return true;
    }
    latest.put(record, id);
    return false;
  }

  /// Forgets what cannot matter: no change that is still to come, and was visible when the known
  /// ones were read, has an id below `id`. A change that becomes visible later cannot be superseded
  /// by one that was read before, for it would have waited for that one's row lock.
  void forgetBelow(long id) {
    latest.values().removeIf(known -> known < id);
  }

  int size() {
    return latest.size();
  }
}
