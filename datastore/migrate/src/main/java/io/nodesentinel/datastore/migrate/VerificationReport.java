package io.nodesentinel.datastore.migrate;

import io.nodesentinel.datastore.migrate.destination.Comparison.Kind;
import java.util.List;

/// How a source and a table compare.
///
/// @param source its name
/// @param table of PostgreSQL
/// @param documents of the source that can be moved, each id once
/// @param repeated documents of the source whose id came before
/// @param rejected of the source, which cannot be moved
/// @param rows of the table
/// @param equal on both sides, with the same checksum
/// @param missing of the source alone
/// @param different with another checksum
/// @param statusOnly the same but for `healtheventstatus`, which the operator writes
/// @param extra of the table alone
/// @param differences the first of each kind
/// @param rejections the first
/// @param seconds that it took
public record VerificationReport(
    String source,
    String table,
    long documents,
    long repeated,
    long rejected,
    long rows,
    long equal,
    long missing,
    long different,
    long statusOnly,
    long extra,
    List<Difference> differences,
    List<Rejection> rejections,
    double seconds) {
  public VerificationReport {
    differences = List.copyOf(differences);
    rejections = List.copyOf(rejections);
  }

  /// One document that is not the same on both sides.
  ///
  /// @param place in the source; empty if it is not there
  /// @param id of the document
  public record Difference(Kind kind, String place, String id) {}

  /// Everything of the source is in the table, as it was. What the table has beyond that comes from
  /// elsewhere, and does not count.
  public boolean isComplete() {
    return missing == 0 && different == 0 && statusOnly == 0 && rejected == 0 && repeated == 0;
  }
}
