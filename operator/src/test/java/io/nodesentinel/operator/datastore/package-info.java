@NullMarked
package io.nodesentinel.operator.datastore;

import org.jspecify.annotations.NullMarked;
