/// How to reach a datastore, from the environment, YAML, a connection string or a builder.
@NullMarked
package io.nodesentinel.datastore.config;

import org.jspecify.annotations.NullMarked;
