package io.nodesentinel.datastore.postgresql.client;

import io.nodesentinel.datastore.document.Document;
import java.util.UUID;

/// A document and the id of its row.
record Stored(UUID record, Document document) {}
