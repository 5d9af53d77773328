package io.nodesentinel.datastore.bridge;

import io.nodesentinel.datastore.StoredEvent;

/// A health event that is an object of its own.
///
/// @param uid of the object
public record ObjectEvent(String uid, StoredEvent event) {}
