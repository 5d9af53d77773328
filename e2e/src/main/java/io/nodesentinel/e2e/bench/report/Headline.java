package io.nodesentinel.e2e.bench.report;

import java.util.Optional;

/// A figure at the top of the HTML report.
///
/// @param met empty where there is no target
public record Headline(String value, String what, String target, Optional<Boolean> met) {}
