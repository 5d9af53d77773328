/// The Datastore that the operator is told to use: its Secrets in memory, and how it is opened.
@NullMarked
package io.nodesentinel.operator.datastore;

import org.jspecify.annotations.NullMarked;
