package io.nodesentinel.e2e.bench.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class RequestCountsTest {
  private static final String BEFORE =
      """
      # HELP apiserver_request_total Counter of apiserver requests
      # TYPE apiserver_request_total counter
      apiserver_request_total{code="200",component="apiserver",dry_run="",group="",resource="nodes",scope="resource",subresource="",verb="PATCH",version="v1"} 7
      apiserver_request_total{code="409",component="apiserver",dry_run="",group="",resource="nodes",scope="resource",subresource="",verb="PATCH",version="v1"} 1
      apiserver_flowcontrol_dispatched_requests_total{flow_schema="bench-operator",priority_level="workload-low"} 10
      apiserver_flowcontrol_dispatched_requests_total{flow_schema="bench-operator-watches",priority_level="workload-low"} 12
      apiserver_flowcontrol_dispatched_requests_total{flow_schema="exempt",priority_level="exempt"} 9000
      """;

  private static final String AFTER =
      """
      apiserver_request_total{code="200",component="apiserver",dry_run="",group="",resource="nodes",scope="resource",subresource="",verb="PATCH",version="v1"} 11
      apiserver_request_total{code="409",component="apiserver",dry_run="",group="",resource="nodes",scope="resource",subresource="",verb="PATCH",version="v1"} 1
      apiserver_request_total{code="200",component="apiserver",dry_run="",group="nodesentinel.io",resource="nodequarantines",scope="resource",subresource="status",verb="APPLY",version="v1alpha1"} 3
      apiserver_request_total{code="409",component="apiserver",dry_run="",group="nodesentinel.io",resource="nodequarantines",scope="resource",subresource="status",verb="APPLY",version="v1alpha1"} 1
      apiserver_flowcontrol_dispatched_requests_total{flow_schema="bench-operator",priority_level="workload-low"} 1.6e+01
      apiserver_flowcontrol_dispatched_requests_total{flow_schema="bench-operator-watches",priority_level="workload-low"} 15
      apiserver_flowcontrol_dispatched_requests_total{flow_schema="exempt",priority_level="exempt"} 9900
      """;

  private final RequestCounts difference =
      RequestCounts.parse(AFTER).since(RequestCounts.parse(BEFORE));

  @Test
  void onlyWhatWasAskedInBetweenIsCounted() {
    assertThat(difference.byResource())
        .isEqualTo(
            Map.of(
                new RequestCounts.Key("PATCH", "nodes", 200), 4L,
                new RequestCounts.Key("APPLY", "nodequarantines.nodesentinel.io/status", 200), 3L,
                new RequestCounts.Key("APPLY", "nodequarantines.nodesentinel.io/status", 409), 1L));
    assertThat(difference.conflicts()).isEqualTo(1);
  }

  @Test
  void theOperatorIsCountedByItsFlowSchema() {
    assertThat(difference.ofOperator()).isEqualTo(6);
    assertThat(difference.watches()).isEqualTo(3);
  }

  @Test
  void whatIsNotOfTheOperatorAloneIsTheRestOfItsRequests() {
    assertThat(difference.operatorByResource())
        .isEqualTo(Map.of("APPLY nodequarantines.nodesentinel.io/status", 4L, "nodes", 2L));
  }
}
