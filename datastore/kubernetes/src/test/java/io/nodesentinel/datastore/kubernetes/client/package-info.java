@NullMarked
package io.nodesentinel.datastore.kubernetes.client;

import org.jspecify.annotations.NullMarked;
