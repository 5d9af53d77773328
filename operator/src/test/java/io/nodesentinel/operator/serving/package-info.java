@NullMarked
package io.nodesentinel.operator.serving;

import org.jspecify.annotations.NullMarked;
