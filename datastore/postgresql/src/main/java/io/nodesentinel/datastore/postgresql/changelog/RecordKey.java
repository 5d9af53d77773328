package io.nodesentinel.datastore.postgresql.changelog;

import java.util.UUID;

/// One record of one collection.
record RecordKey(String collection, UUID id) {}
