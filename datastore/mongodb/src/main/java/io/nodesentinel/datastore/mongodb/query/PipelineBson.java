package io.nodesentinel.datastore.mongodb.query;

import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.FieldPath;
import io.nodesentinel.datastore.query.Accumulator;
import io.nodesentinel.datastore.query.Pipeline;
import io.nodesentinel.datastore.query.Projection;
import io.nodesentinel.datastore.query.Sort;
import io.nodesentinel.datastore.query.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonNull;
import org.bson.BsonString;
import org.bson.BsonValue;

/// Pipelines, orders and projections.
public final class PipelineBson {
  private static final BsonInt32 YES = new BsonInt32(1);
  private static final BsonInt32 NO = new BsonInt32(0);
  private static final BsonInt32 DOWN = new BsonInt32(-1);

  private PipelineBson() {}

  public static List<BsonDocument> of(Pipeline pipeline) {
    List<BsonDocument> stages = new ArrayList<>();
    pipeline.stages().forEach(stage -> add(stages, stage));
    return stages;
  }

  /// MongoDB's order of types is that of the contract.
  public static BsonDocument sort(Sort sort) {
    BsonDocument keys = new BsonDocument();
    for (Sort.Key key : sort.keys()) {
      keys.append(key.path().toString(), key.descending() ? DOWN : YES);
    }
    return keys;
  }

  public static BsonDocument projection(Projection projection) {
    BsonDocument fields = new BsonDocument(Document.ID, projection.id() ? YES : NO);
    projection.paths().forEach(path -> fields.append(path.toString(), YES));
    return fields;
  }

  private static void add(List<BsonDocument> stages, Stage stage) {
    switch (stage) {
      case Stage.Match(var filter) -> add(stages, "$match", FilterBson.of(filter));
      case Stage.Order(var sort) -> {
        // MongoDB refuses an order without keys.
        if (!sort.keys().isEmpty()) {
          add(stages, "$sort", sort(sort));
        }
      }
      case Stage.Skip(long count) -> add(stages, "$skip", new BsonInt64(count));
      case Stage.Limit(long count) -> add(stages, "$limit", new BsonInt64(count));
      case Stage.Project(var projection) -> add(stages, "$project", projection(projection));
      case Stage.Group(var keys, var fields) -> group(stages, keys, fields);
      case Stage.Count(String name) -> add(stages, "$count", new BsonString(name));
    }
  }

  private static void add(List<BsonDocument> stages, String name, BsonValue stage) {
    stages.add(new BsonDocument(name, stage));
  }

  /// The keys are MongoDB's `_id` of a group, and fields of their own in the result.
  private static void group(
      List<BsonDocument> stages, Map<String, FieldPath> keys, Map<String, Accumulator> fields) {
    BsonDocument id = new BsonDocument();
    BsonDocument result = new BsonDocument(Document.ID, NO);
    keys.forEach((name, path) -> {
      id.append(name, orNull(path));
      result.append(name, new BsonString("$_id." + name));
    });
    BsonDocument group = new BsonDocument(Document.ID, keys.isEmpty() ? BsonNull.VALUE : id);
    fields.forEach((name, what) -> {
      group.append(name, accumulator(what));
      result.append(name, YES);
    });
    add(stages, "$group", group);
    add(stages, "$project", result);
  }

  private static BsonDocument accumulator(Accumulator what) {
    return switch (what) {
      case Accumulator.Count() -> new BsonDocument("$sum", YES);
      case Accumulator.Sum(var path) -> new BsonDocument("$sum", read(path));
      case Accumulator.Min(var path) -> new BsonDocument("$min", read(path));
      case Accumulator.Max(var path) -> new BsonDocument("$max", read(path));
      case Accumulator.First(var path) -> new BsonDocument("$first", orNull(path));
      case Accumulator.Last(var path) -> new BsonDocument("$last", orNull(path));
    };
  }

  /// Missing is null, as the contract has it for groups.
  private static BsonDocument orNull(FieldPath path) {
    return new BsonDocument("$ifNull", new BsonArray(List.of(read(path), BsonNull.VALUE)));
  }

  private static BsonString read(FieldPath path) {
    return new BsonString("$" + path);
  }
}
