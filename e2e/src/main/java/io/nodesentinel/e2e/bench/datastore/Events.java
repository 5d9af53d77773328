package io.nodesentinel.e2e.bench.datastore;

import io.nodesentinel.datastore.change.Change;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.FieldPath;
import io.nodesentinel.datastore.document.TextValue;
import io.nodesentinel.e2e.bench.cluster.BenchException;
import java.time.Instant;

/// The health events that are written and read: documents of the size and shape that monitors
/// write, with a number in them.
final class Events {
  private static final FieldPath NODE = FieldPath.of("healthevent.nodeName");
  private static final FieldPath NUMBER = FieldPath.of("healthevent.metadata.number");

  private Events() {}

  /// The columns that the Go system's INSERT names, from arrays, so that a transaction of ten rows
  /// is one statement.
  static String insert(String table) {
    return """
    INSERT INTO %s (id, node_name, event_type, severity, recommended_action, document)
    SELECT CAST(u.id AS uuid), u.node, 'GpuXidError', 'GPU', 'RESTART_VM', CAST(u.document AS jsonb)
    FROM unnest(?, ?, ?) AS u(id, node, document)
    """
        .formatted(table);
  }

  static String document(String node, int number) {
    return """
    {"createdAt": "%s",
     "healthevent": {"agent": "gpu-health-monitor", "version": 1, "isFatal": true,
      "nodeName": "%s", "checkName": "GpuXidError", "componentClass": "GPU",
      "message": "XID 79: device not reachable", "errorCode": ["79"],
      "entitiesImpacted": [{"entityType": "GPU", "entityValue": "0"},
       {"entityType": "PCI", "entityValue": "0000:3b:00"}],
      "metadata": {"number": "%d", "node.kubernetes.io/instance-type": "gpu-large"},
      "recommendedAction": 15, "processingStrategy": 1,
      "generatedTimestamp": {"seconds": 1772442904, "nanos": 138983712}},
     "healtheventstatus": {"nodequarantined": null, "userpodsevictionstatus": {"status": ""},
      "faultremediated": null}}
    """
        .formatted(Instant.now(), node, number);
  }

  static void note(Change.Changed change, Ledger ledger) {
    Document document = change.document().orElseThrow(() -> strange(change));
    if (document.at(NODE).orElse(null) instanceof TextValue(String node)
        && document.at(NUMBER).orElse(null) instanceof TextValue(String number)) {
      ledger.handled(Load.node(node), Integer.parseInt(number));
    } else {
      throw strange(change);
    }
  }

  private static BenchException strange(Change.Changed change) {
    return new BenchException("a change came without what was written: " + change.id());
  }
}
