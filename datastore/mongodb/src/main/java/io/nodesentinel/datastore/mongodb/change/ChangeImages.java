package io.nodesentinel.datastore.mongodb.change;

import com.mongodb.MongoException;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.ChangeStreamPreAndPostImagesOptions;
import com.mongodb.client.model.CreateCollectionOptions;
import io.nodesentinel.datastore.error.DatastoreException.Kind;
import io.nodesentinel.datastore.mongodb.connection.MongoErrors;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lets the server keep the documents before and after each change of a collection that is watched
/// (MongoDB 6 and later). Without them an update is told with the document as it is when it is
/// read, which may be a later state, and a delete without its document.
final class ChangeImages {
  private static final Logger LOG = LoggerFactory.getLogger(ChangeImages.class);
  private static final int NO_SUCH_COLLECTION = 26;
  private static final int COLLECTION_EXISTS = 48;
  private static final String OPTION = "changeStreamPreAndPostImages";

  private ChangeImages() {}

  /// @return whether the server keeps them now
  static boolean ensure(MongoDatabase database, String collection) {
    try {
      return isOn(database, collection) || create(database, collection);
    } catch (MongoException refused) {
      LOG.warn(
          "the server does not keep documents as they were before and after changes of {}: {}; an"
              + " update may be told with a later state of its document",
          collection,
          MongoErrors.of(refused, Kind.CHANGE_STREAM, "switching " + OPTION + " on").getMessage());
      return false;
    }
  }

  private static boolean isOn(MongoDatabase database, String collection) {
    BsonDocument known =
        database
            .listCollections(BsonDocument.class)
            .filter(new BsonDocument("name", new BsonString(collection)))
            .first();
    return known != null
        && known
            .getDocument("options", new BsonDocument())
            .getDocument(OPTION, new BsonDocument())
            .getBoolean("enabled", BsonBoolean.FALSE)
            .getValue();
  }

  private static boolean create(MongoDatabase database, String collection) {
    try {
      switchOn(database, collection);
    } catch (MongoException failure) {
      if (failure.getCode() != NO_SUCH_COLLECTION) {
        throw failure;
      }
      try {
        database.createCollection(
            collection,
            new CreateCollectionOptions()
                .changeStreamPreAndPostImagesOptions(
                    new ChangeStreamPreAndPostImagesOptions(true)));
      } catch (MongoException again) {
        if (again.getCode() != COLLECTION_EXISTS) {
          throw again;
        }
        switchOn(database, collection);
      }
    }
    return true;
  }

  private static void switchOn(MongoDatabase database, String collection) {
    database.runCommand(
        new BsonDocument("collMod", new BsonString(collection))
            .append(OPTION, new BsonDocument("enabled", BsonBoolean.TRUE)));
  }
}
