/// The store contract behind the operator: health events, the order in which they arrived, and what
/// became of them. Plain values; a provider (Kubernetes objects, PostgreSQL, MongoDB) implements
/// it.
@NullMarked
package io.nodesentinel.datastore;

import org.jspecify.annotations.NullMarked;
