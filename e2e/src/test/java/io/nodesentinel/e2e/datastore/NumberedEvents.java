package io.nodesentinel.e2e.datastore;

import static io.nodesentinel.datastore.query.FilterBuilder.filter;
import static io.nodesentinel.datastore.query.UpdateBuilder.update;

import io.nodesentinel.datastore.client.Collection;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.IntegerValue;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.event.HealthEventCodec;
import io.nodesentinel.datastore.event.HealthEventShape;
import io.nodesentinel.datastore.query.Filter;
import io.nodesentinel.datastore.query.Update;
import io.nodesentinel.datastore.query.memory.Evaluator;
import io.nodesentinel.datastore.tck.NumberedDocuments;
import io.nodesentinel.datastore.testing.HealthEventBuilder;
import java.time.Instant;
import java.util.List;

/// Health events with a number: the version of their check, which counts from 1, and after they
/// were given another one the seconds of their last repair.
record NumberedEvents() implements NumberedDocuments {
  private static final String VERSION = "healthevent.version";
  private static final String SECONDS = "healtheventstatus.lastremediationtimestamp.seconds";

  @Override
  public Collection collection() {
    return Collection.HEALTH_EVENTS;
  }

  @Override
  public Document document(long number) {
    Document event =
        HealthEventCodec.write(HealthEventBuilder.fatal("n1").build(), HealthEventShape.JSON_NAMES)
            .without(List.of("RawEvent"))
            .with("createdAt", Value.of(Instant.parse("2026-01-01T00:00:00Z")));
    return Evaluator.apply(update().set(VERSION, number + 1).build(), event);
  }

  @Override
  public Update renumbered(long number) {
    return update()
        .set(
            "healtheventstatus.lastremediationtimestamp",
            Document.builder().put("seconds", number).put("nanos", 0).build().asValue())
        .build();
  }

  @Override
  public long number(Document document) {
    return document
        .at(SECONDS)
        .map(NumberedEvents::integer)
        .orElseGet(() -> integer(document.at(VERSION).orElseThrow()) - 1);
  }

  private static long integer(Value value) {
    return ((IntegerValue) value).value();
  }

  @Override
  public Filter createdFrom(long from, long below) {
    return filter().gte(VERSION, from + 1).lt(VERSION, below + 1).build();
  }
}
