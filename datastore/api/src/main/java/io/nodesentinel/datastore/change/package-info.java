/// Reading what changed, from where a client left off.
///
/// A client has a name and a stored position. Every change of the collection that is committed
/// after the position is delivered at least once: until it is marked processed it comes again after
/// a restart. Changes of one document come in the order in which they took effect, or are marked as
/// superseded. Where changes were removed before the client read them, a
/// [HistoryGap][io.nodesentinel.datastore.change.HistoryGap] says so; the client then reads the
/// collection itself.
@NullMarked
package io.nodesentinel.datastore.change;

import org.jspecify.annotations.NullMarked;
