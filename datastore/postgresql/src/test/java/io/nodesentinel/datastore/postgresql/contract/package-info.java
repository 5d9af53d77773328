/// The contract of all providers, on a real server.
@NullMarked
package io.nodesentinel.datastore.postgresql.contract;

import org.jspecify.annotations.NullMarked;
