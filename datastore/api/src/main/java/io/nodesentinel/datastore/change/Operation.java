package io.nodesentinel.datastore.change;

/// What was done to a document.
public enum Operation {
  INSERT,
  UPDATE,
  DELETE
}
