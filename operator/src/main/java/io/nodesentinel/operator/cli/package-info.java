/// The command line: the command `nodesentinel` and its subcommand `operator`. Other modules add
/// subcommands as services of [io.nodesentinel.operator.cli.Subcommand].
@NullMarked
package io.nodesentinel.operator.cli;

import org.jspecify.annotations.NullMarked;
