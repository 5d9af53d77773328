@NullMarked
package io.nodesentinel.operator.control;

import org.jspecify.annotations.NullMarked;
