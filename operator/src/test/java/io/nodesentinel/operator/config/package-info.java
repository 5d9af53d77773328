@NullMarked
package io.nodesentinel.operator.config;

import org.jspecify.annotations.NullMarked;
