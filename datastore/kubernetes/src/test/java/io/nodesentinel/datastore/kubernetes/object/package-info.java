@NullMarked
package io.nodesentinel.datastore.kubernetes.object;

import org.jspecify.annotations.NullMarked;
