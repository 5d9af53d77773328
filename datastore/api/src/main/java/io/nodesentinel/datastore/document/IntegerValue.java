package io.nodesentinel.datastore.document;

/// A number without a fraction in the range of 64 bits.
public record IntegerValue(long value) implements Value {}
