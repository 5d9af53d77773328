package io.nodesentinel.datastore.tck;

import static io.nodesentinel.datastore.query.FilterBuilder.filter;
import static io.nodesentinel.datastore.query.UpdateBuilder.update;

import io.nodesentinel.datastore.client.Collection;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.IntegerValue;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.query.Filter;
import io.nodesentinel.datastore.query.Update;

/// Documents with a number in them, by which the tests of change streams tell them apart. A
/// provider that takes only some kinds of documents brings its own.
public interface NumberedDocuments {
  /// Documents of which no provider knows anything.
  NumberedDocuments THINGS = new Things();

  Collection collection();

  /// A new document, without an id.
  Document document(long number);

  /// Gives a document another number.
  Update renumbered(long number);

  long number(Document document);

  /// The documents that were created with one of these numbers.
  ///
  /// @param below not included
  Filter createdFrom(long from, long below);

  /// `{"n": 1}`.
  record Things() implements NumberedDocuments {
    @Override
    public Collection collection() {
      return Contract.THINGS;
    }

    @Override
    public Document document(long number) {
      return Document.of("n", Value.of(number));
    }

    @Override
    public Update renumbered(long number) {
      return update().set("n", number).build();
    }

    @Override
    public long number(Document document) {
      return ((IntegerValue) document.at("n").orElseThrow()).value();
    }

    @Override
    public Filter createdFrom(long from, long below) {
      return filter().gte("n", from).lt("n", below).build();
    }
  }
}
