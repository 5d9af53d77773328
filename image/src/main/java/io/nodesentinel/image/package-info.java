/// Builds the container image: links a Java runtime, lays out the program, trains an AOT cache, and
/// writes layers and a tar, without a Docker daemon.
@NullMarked
package io.nodesentinel.image;

import org.jspecify.annotations.NullMarked;
