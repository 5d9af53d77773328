package io.nodesentinel.datastore.document;

/// A document within a document.
public record DocumentValue(Document document) implements Value {}
