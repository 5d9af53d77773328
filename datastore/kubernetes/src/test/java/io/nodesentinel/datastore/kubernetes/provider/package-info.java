@NullMarked
package io.nodesentinel.datastore.kubernetes.provider;

import org.jspecify.annotations.NullMarked;
