package io.nodesentinel.e2e.bench.plot;

/// One point of a line, in the units of its axes.
public record Point(double x, double y) {}
