package io.nodesentinel.datastore.document;

import io.nodesentinel.datastore.error.DatastoreException;
import java.util.List;
import java.util.stream.Stream;

/// A way to a value through documents: names joined by dots, such as `healthevent.nodename`.
///
/// A name that contains a dot cannot be reached by a path, nor one of digits only: stores do not
/// agree whether `a.0` is a field or an element.
public record FieldPath(List<String> segments) {
  /// The path of a document's id.
  public static final FieldPath ID = of(Document.ID);

  private static final int MAX_LENGTH = 512;
  private static final int MAX_DEPTH = 32;

  /// @throws DatastoreException if the path is empty, too long, or has a segment that is empty,
  ///   begins with `$`, is all digits, or contains a dot or a control character
  public FieldPath {
    segments = List.copyOf(segments);
    String text = String.join(".", segments);
    if (segments.isEmpty() || segments.size() > MAX_DEPTH || text.length() > MAX_LENGTH) {
      throw DatastoreException.invalid(
          "A field path has 1 to %d names and at most %d characters; this one has %d and %d."
              .formatted(MAX_DEPTH, MAX_LENGTH, segments.size(), text.length()));
    }
    segments.forEach(FieldPath::check);
  }

  /// Parses names joined by dots.
  ///
  /// @throws DatastoreException as the constructor
  public static FieldPath of(String dotted) {
    return new FieldPath(List.of(dotted.split("\\.", -1)));
  }

  private static void check(String segment) {
    String wrong =
        segment.isEmpty()
            ? "an empty name"
            : segment.startsWith("$")
                ? "a name that begins with $"
                : segment.indexOf('.') >= 0
                    ? "a name with a dot in it"
                    : segment.chars().allMatch(c -> c >= '0' && c <= '9')
                        ? "a name of digits only, which some stores take for the place in an array"
                        : segment.chars().anyMatch(Character::isISOControl)
                            ? "a control character"
                            : "";
    if (!wrong.isEmpty()) {
      throw DatastoreException.invalid("A field path has " + wrong + ".");
    }
    TextValue.check(segment);
  }

  /// This path, and one name further.
  public FieldPath then(String segment) {
    return new FieldPath(Stream.concat(segments.stream(), Stream.of(segment)).toList());
  }

  /// The other path is this one or leads through it.
  public boolean isPrefixOf(FieldPath other) {
    return segments.size() <= other.segments.size()
        && segments.equals(other.segments.subList(0, segments.size()));
  }

  public boolean isId() {
    return segments.size() == 1 && segments.getFirst().equals(Document.ID);
  }

  /// The names joined by dots.
  @Override
  public String toString() {
    return String.join(".", segments);
  }
}
