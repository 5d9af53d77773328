package io.nodesentinel.e2e.datastore;

import io.nodesentinel.datastore.tck.ChangeStreamContract;
import io.nodesentinel.datastore.tck.DatabaseClientContract;
import io.nodesentinel.datastore.tck.Excuses;
import io.nodesentinel.datastore.tck.MaintenanceStoreContract;
import io.nodesentinel.datastore.tck.QueryPropertyContract;
import io.nodesentinel.datastore.tck.TransactionContract;
import java.util.List;

/// What the API server cannot do. The one list of it.
final class ProviderLimits extends Excuses {
  private static final String HEALTH_EVENTS_ONLY =
      "there are no objects for documents of other collections; KubernetesStoreE2E tries the same"
          + " on health events";
  private static final String NO_TRANSACTIONS =
      "the API server writes one object at a time: transactions of several are refused";

  ProviderLimits() {
    super(
        List.of(
            Excuse.whole(DatabaseClientContract.class, HEALTH_EVENTS_ONLY),
            Excuse.whole(QueryPropertyContract.class, HEALTH_EVENTS_ONLY),
            Excuse.whole(
                MaintenanceStoreContract.class, "there are no objects for maintenance events"),
            Excuse.whole(TransactionContract.class, NO_TRANSACTIONS),
            new Excuse(
                ChangeStreamContract.class,
                "what_changed_nothing_or_was_rolled_back_is_not_told",
                NO_TRANSACTIONS),
            new Excuse(
                ChangeStreamContract.class,
                "concurrent_writers_lose_nothing_and_the_order_of_each_document_is_kept",
                NO_TRANSACTIONS),
            new Excuse(
                ChangeStreamContract.class,
                "a_client_that_is_too_far_behind_is_told_of_the_gap",
                "the API server does not tell which changes it still keeps, so behind a gap comes"
                    + " what is written after it was found; KubernetesWatchE2E tries that")));
  }
}
