package io.nodesentinel.datastore.mongodb.contract;

import io.nodesentinel.datastore.tck.ChangeStreamContract;
import io.nodesentinel.datastore.tck.Contract;
import io.nodesentinel.datastore.tck.EventStoreContract;
import io.nodesentinel.datastore.tck.Excuses;
import io.nodesentinel.datastore.tck.QueryPropertyContract;
import io.nodesentinel.datastore.tck.TransactionContract;
import java.util.List;

/// What mongo-java-server 1.47 cannot do, and which tests of the contract therefore run on a real
/// server only. This is the one list of them.
final class DoubleLimits extends Excuses {
  private static final String NO_TRANSACTIONS = "the double has no sessions and transactions";
  private static final String OTHER_UPDATES =
      "the double's updates carry a wrong document key, and no document as it was then";
  private static final String NO_POSITIONS =
      "the double has no resume token of its own between events";
  private static final String OTHER_QUERIES =
      "the double orders text by UTF-16, looks into arrays of arrays, has another idea of missing"
          + " in arrays of documents, and sets fields within null";
  private static final String PROJECTS_NOT =
      "the double breaks the connection where a projection leads through values in an array";

  private static final List<Excuse> ALL =
      List.of(
          limit(TransactionContract.class, "all_of_it_takes_effect_and_it_sees_its_own_writes"),
          limit(TransactionContract.class, "nothing_of_it_takes_effect_when_it_throws"),
          limit(TransactionContract.class, "operations_are_of_no_use_after_it"),
          limit(TransactionContract.class, "transactions_on_one_document_lose_no_update"),
          limit(
              EventStoreContract.class,
              "cancel_reaches_back_to_the_start_of_the_session_and_no_further"),
          limit(
              EventStoreContract.class,
              "cancel_does_nothing_where_the_session_has_ended_or_never_was"),
          limit(
              EventStoreContract.class,
              "a_late_status_does_not_overwrite_a_cancel_but_a_repair_may_be_noted"),
          limit(EventStoreContract.class, "many_sessions_are_cancelled_together"),
          limit(EventStoreContract.class, "a_node_is_drained_if_its_current_session_is"),
          limit(ChangeStreamContract.class, "what_changed_nothing_or_was_rolled_back_is_not_told"),
          limit(
              ChangeStreamContract.class,
              "concurrent_writers_lose_nothing_and_the_order_of_each_document_is_kept"),
          new Excuse(
              ChangeStreamContract.class,
              "inserts_updates_and_deletes_arrive_in_order_with_their_documents",
              OTHER_UPDATES),
          new Excuse(
              ChangeStreamContract.class,
              "only_what_the_client_wants_arrives_and_its_position_advances_all_the_same",
              NO_POSITIONS),
          new Excuse(
              QueryPropertyContract.class, "filters_match_the_same_documents", OTHER_QUERIES),
          new Excuse(
              QueryPropertyContract.class,
              "found_documents_have_the_same_order_limits_and_fields",
              PROJECTS_NOT),
          new Excuse(QueryPropertyContract.class, "pipelines_give_the_same_results", PROJECTS_NOT),
          new Excuse(
              QueryPropertyContract.class,
              "updates_change_the_same_documents_in_the_same_way",
              OTHER_QUERIES));

  private static Excuse limit(Class<? extends Contract> contract, String test) {
    return new Excuse(contract, test, NO_TRANSACTIONS);
  }

  DoubleLimits() {
    super(ALL);
  }
}
