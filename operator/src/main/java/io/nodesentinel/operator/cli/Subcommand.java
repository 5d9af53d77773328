package io.nodesentinel.operator.cli;

import java.util.concurrent.Callable;

/// A subcommand of `nodesentinel`: a public class with a public constructor without arguments,
/// annotated with picocli's `@Command` and named in
/// `META-INF/services/io.nodesentinel.operator.cli.Subcommand`.
///
/// It returns the exit code: 0 fine, 1 the thing failed, 2 wrong usage. Wrong usage is better said
/// by throwing picocli's `ParameterException`. Any other exception becomes one line and exit code
/// 1.
///
/// Every subcommand is created at each start: its constructor must be cheap.
public interface Subcommand extends Callable<Integer> {}
