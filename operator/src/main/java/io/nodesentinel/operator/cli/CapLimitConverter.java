package io.nodesentinel.operator.cli;

import io.nodesentinel.reconcilers.cap.CapLimit;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// A number of nodes or a percentage of them.
final class CapLimitConverter implements ITypeConverter<CapLimit> {
  @Override
  public CapLimit convert(String value) {
    try {
      return CapLimit.parse(value);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
