package io.nodesentinel.datastore.query.memory;

import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.query.Pipeline;
import io.nodesentinel.datastore.query.Sort;
import io.nodesentinel.datastore.query.Stage;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/// Pipelines on documents as they come. Held at a time are what is put in order, and one result for
/// each group; both are bounded.
final class Pipelines {
  private final int mostHeld;

  /// @param mostHeld documents or groups that one stage may hold
  Pipelines(int mostHeld) {
    this.mostHeld = mostHeld;
  }

  Stream<Document> run(Pipeline pipeline, Stream<Document> documents) {
    List<Stage> stages = pipeline.stages();
    Stream<Document> at = documents;
    for (int i = 0; i < stages.size(); i++) {
      long wanted =
          i + 1 < stages.size() && stages.get(i + 1) instanceof Stage.Limit(long count)
              ? count
              : Long.MAX_VALUE;
      at = run(stages.get(i), at, wanted);
    }
    return at;
  }

  /// @param wanted how many results are taken at most
  private Stream<Document> run(Stage stage, Stream<Document> documents, long wanted) {
    return switch (stage) {
      case Stage.Match(var filter) -> documents.filter(Filters.compile(filter));
      case Stage.Order(Sort sort) ->
          late(documents, all -> new Sorted(sort, wanted, mostHeld).of(all.iterator()));
      case Stage.Skip(long count) -> documents.skip(count);
      case Stage.Limit(long count) -> documents.limit(count);
      case Stage.Project(var projection) ->
          documents.map(one -> Projections.apply(projection, one));
      case Stage.Group group -> late(documents, all -> grouped(group, all.iterator()));
      case Stage.Count(String name) -> late(documents, all -> counted(name, all.count()));
    };
  }

  /// A stage that needs all before it gives the first, worked out when that is asked for.
  private static Stream<Document> late(
      Stream<Document> documents, Function<Stream<Document>, List<Document>> stage) {
    return Stream.of(stage)
        .flatMap(work -> work.apply(documents).stream())
        .onClose(documents::close);
  }

  private List<Document> grouped(Stage.Group stage, Iterator<Document> documents) {
    Groups groups = new Groups(stage);
    while (documents.hasNext()) {
      groups.add(documents.next());
      if (groups.size() > mostHeld) {
        throw tooMany("make more than %d groups".formatted(mostHeld));
      }
    }
    return groups.results();
  }

  private static List<Document> counted(String name, long count) {
    return count == 0 ? List.of() : List.of(Document.of(name, Value.of(count)));
  }

  static DatastoreException tooMany(String what) {
    return DatastoreException.of(
        DatastoreException.Kind.QUERY,
        "The query would %s, more than are held here: match fewer first, or set a limit."
            .formatted(what));
  }
}
