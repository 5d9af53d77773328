package io.nodesentinel.datastore.query;

import io.nodesentinel.datastore.document.FieldPath;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Collects stages in order. Not thread-safe; what it builds is immutable.
public final class PipelineBuilder {
  private final List<Stage> stages = new ArrayList<>();

  private PipelineBuilder() {}

  public static PipelineBuilder pipeline() {
    return new PipelineBuilder();
  }

  public PipelineBuilder match(Filter filter) {
    return add(new Stage.Match(filter));
  }

  public PipelineBuilder sort(Sort sort) {
    return add(new Stage.Order(sort));
  }

  public PipelineBuilder skip(long count) {
    return add(new Stage.Skip(count));
  }

  public PipelineBuilder limit(long count) {
    return add(new Stage.Limit(count));
  }

  public PipelineBuilder project(Projection projection) {
    return add(new Stage.Project(projection));
  }

  /// @param keys name in the result and the path it is read at
  public PipelineBuilder group(Map<String, String> keys, Map<String, Accumulator> fields) {
    Map<String, FieldPath> paths = new LinkedHashMap<>();
    keys.forEach((name, path) -> paths.put(name, FieldPath.of(path)));
    return add(new Stage.Group(paths, fields));
  }

  public PipelineBuilder count(String name) {
    return add(new Stage.Count(name));
  }

  public Pipeline build() {
    return new Pipeline(stages);
  }

  private PipelineBuilder add(Stage stage) {
    stages.add(stage);
    return this;
  }
}
