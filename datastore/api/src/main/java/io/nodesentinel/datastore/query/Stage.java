package io.nodesentinel.datastore.query;

import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.FieldPath;
import io.nodesentinel.datastore.error.DatastoreException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// One step of a [Pipeline].
public sealed interface Stage {
  /// Keeps the documents that match.
  record Match(Filter filter) implements Stage {}

  /// Puts the documents in order.
  record Order(Sort sort) implements Stage {}

  /// Leaves out the first documents.
  record Skip(long count) implements Stage {
    public Skip {
      if (count < 0) {
        throw DatastoreException.invalid("Skip must not be negative; it is " + count + ".");
      }
    }
  }

  /// Keeps the first documents.
  record Limit(long count) implements Stage {
    public Limit {
      if (count < 1) {
        throw DatastoreException.invalid("Limit must be at least 1; it is " + count + ".");
      }
    }
  }

  /// Cuts documents down.
  record Project(Projection projection) implements Stage {}

  /// Makes one document of all that have the same keys; its fields are the keys, then the
  /// accumulators, without an `_id`.
  ///
  /// @param keys name in the result, and where it is read; none makes one group of all
  /// @param fields name in the result, and what is worked out
  record Group(Map<String, FieldPath> keys, Map<String, Accumulator> fields) implements Stage {
    public Group {
      keys = Collections.unmodifiableMap(new LinkedHashMap<>(keys));
      fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
      keys.keySet().forEach(Stage::checkName);
      fields.keySet().forEach(Stage::checkName);
      for (String name : fields.keySet()) {
        if (keys.containsKey(name)) {
          throw DatastoreException.invalid("A group has two fields of the name " + name + ".");
        }
      }
      if (keys.isEmpty() && fields.isEmpty()) {
        throw DatastoreException.invalid("A group needs a key or an accumulator.");
      }
    }
  }

  /// Makes one document with the number of documents.
  record Count(String name) implements Stage {
    public Count {
      checkName(name);
    }
  }

  private static void checkName(String name) {
    if (FieldPath.of(name).segments().size() != 1 || name.equals(Document.ID)) {
      throw DatastoreException.invalid("A result field must not be " + Document.ID + ".");
    }
  }
}
