/// Health events and maintenance events as stored documents.
///
/// The documents are those of a widely used Go system, so that monitors and tools written for it
/// read and write them beside us. It stores a health event with keys in lower case in one database
/// and with JSON names in the other;
/// [HealthEventShape][io.nodesentinel.datastore.event.HealthEventShape] names the two, readers
/// accept both.
///
/// On every provider `createdAt` of a health event, and the times of a maintenance event, are dates
/// in filters and orders: a provider that stores them as RFC 3339 text compares them as dates all
/// the same, and takes the creation time of its own row where the document has none.
@NullMarked
package io.nodesentinel.datastore.event;

import org.jspecify.annotations.NullMarked;
