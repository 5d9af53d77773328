@NullMarked
package io.nodesentinel.datastore.kubernetes.change;

import org.jspecify.annotations.NullMarked;
