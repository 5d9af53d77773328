/// The Datastore that the operator uses: which certificates it needs, in which order they are
/// issued and replaced so that no connection fails, and what its status says.
///
/// [DatastorePlanner] and [DatastoreConditions] are pure; [DatastoreLook] gathers, asks them,
/// carries out and reports, through the ports in this package.
@NullMarked
package io.nodesentinel.reconcilers.datastore;

import org.jspecify.annotations.NullMarked;
