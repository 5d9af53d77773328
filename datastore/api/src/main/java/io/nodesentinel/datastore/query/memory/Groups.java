package io.nodesentinel.datastore.query.memory;

import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.query.Stage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Groups of documents and what is worked out for them. Keeps no document, only what each group has
/// come to. Not thread-safe.
final class Groups {
  private final Stage.Group stage;
  private final Map<List<Value>, List<Tally>> groups = new LinkedHashMap<>();

  Groups(Stage.Group stage) {
    this.stage = stage;
  }

  void add(Document document) {
    List<Value> key =
        stage.keys().values().stream().map(path -> Paths.single(document, path)).toList();
    groups
        .computeIfAbsent(key, _ -> stage.fields().values().stream().map(Tally::new).toList())
        .forEach(tally -> tally.add(document));
  }

  int size() {
    return groups.size();
  }

  /// One document for each group, in the order in which they appeared.
  List<Document> results() {
    List<Document> results = new ArrayList<>();
    groups.forEach((key, tallies) -> {
      Document.Builder result = Document.builder();
      int at = 0;
      for (String name : stage.keys().keySet()) {
        result.put(name, key.get(at++));
      }
      at = 0;
      for (String name : stage.fields().keySet()) {
        result.put(name, tallies.get(at++).result());
      }
      results.add(result.build());
    });
    return results;
  }
}
