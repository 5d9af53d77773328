package io.nodesentinel.datastore.testing.file;

import io.nodesentinel.datastore.client.Collection;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.DocumentJson;
import io.nodesentinel.datastore.document.DocumentValue;
import io.nodesentinel.datastore.document.TextValue;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.error.DatastoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Documents as lines of JSON, each with its collection. A crash leaves the old file or the new
/// one.
record DocumentFile(Path path) {

  Map<Collection, Map<Value, Document>> read() {
    Map<Collection, Map<Value, Document>> documents = new LinkedHashMap<>();
    try {
      List<String> lines = Files.exists(path) ? Files.readAllLines(path) : List.of();
      for (String line : lines) {
        Document entry = DocumentJson.read(line);
        if (entry.get("collection") instanceof TextValue(String collection)
            && entry.get("document") instanceof DocumentValue(Document document)) {
          documents
              .computeIfAbsent(new Collection(collection), _ -> new LinkedHashMap<>())
              .put(document.id().orElseThrow(), document);
        }
      }
      return documents;
    } catch (IOException failure) {
      throw failed("read", failure);
    }
  }

  void write(Map<Collection, Map<Value, Document>> documents) {
    List<String> lines = new ArrayList<>();
    documents.forEach((collection, inner) ->
        inner
            .values()
            .forEach(document ->
                lines.add(
                    DocumentJson.write(
                        Document.builder()
                            .put("collection", collection.name())
                            .put("document", document)
                            .build()))));
    try {
      Path next = Files.write(path.resolveSibling(path.getFileName() + ".next"), lines);
      Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException failure) {
      throw failed("written", failure);
    }
  }

  private DatastoreException failed(String what, IOException failure) {
    return DatastoreException.of(
            DatastoreException.Kind.CONNECTION, "%s cannot be %s.".formatted(path, what), failure)
        .from("file");
  }
}
