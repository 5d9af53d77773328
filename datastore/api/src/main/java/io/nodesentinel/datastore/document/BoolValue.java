package io.nodesentinel.datastore.document;

/// True or false; false sorts first.
public record BoolValue(boolean value) implements Value {}
