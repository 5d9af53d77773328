@NullMarked
package io.nodesentinel.operator.cli;

import org.jspecify.annotations.NullMarked;
