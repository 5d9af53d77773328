package io.nodesentinel.datastore.document;

/// An explicit null, which is not the same as an absent field.
public enum NullValue implements Value {
  NULL
}
