package io.nodesentinel.datastore;

/// Names one stored event.
///
/// @param id stable for the life of the event: the object's name, or the document's id
/// @param version opaque; a status write is refused if the event has changed since it was read
public record EventRef(String id, String version) {}
