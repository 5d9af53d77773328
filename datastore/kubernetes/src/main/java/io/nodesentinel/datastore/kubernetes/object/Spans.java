package io.nodesentinel.datastore.kubernetes.object;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.DocumentJson;
import io.nodesentinel.datastore.document.TextValue;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.error.DatastoreException;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Tracing spans in an annotation.
public final class Spans {
  private Spans() {}

  /// The spans; none if the annotation is absent, or a person made it unreadable.
  static Map<String, String> read(@Nullable Map<String, String> annotations) {
    String json = annotations == null ? null : annotations.get(EventObjects.SPAN_IDS);
    Map<String, String> spans = new TreeMap<>();
    if (json != null) {
      try {
        DocumentJson.read(json)
            .fields()
            .forEach((service, value) -> {
              if (value instanceof TextValue(String span)) {
                spans.put(service, span);
              }
            });
      } catch (DatastoreException _) {
        return Map.of();
      }
    }
    return spans;
  }

  /// The annotation's value.
  public static String write(Map<String, String> spans) {
    Map<String, Value> fields = new TreeMap<>();
    spans.forEach((service, span) -> fields.put(service, Value.of(span)));
    return DocumentJson.write(Document.of(fields));
  }

  static void write(Map<String, String> spans, ObjectMeta metadata) {
    if (!spans.isEmpty()) {
      metadata.getAnnotations().put(EventObjects.SPAN_IDS, write(spans));
    }
  }
}
