package io.nodesentinel.datastore.client;

import io.nodesentinel.datastore.document.Value;
import java.util.List;

/// What an insert did.
///
/// @param ids of the documents that were inserted, in the order given
/// @param duplicates how many were left out because one with their key was there
public record InsertResult(List<Value> ids, long duplicates) {
  public InsertResult {
    ids = List.copyOf(ids);
  }

  public long inserted() {
    return ids.size();
  }
}
