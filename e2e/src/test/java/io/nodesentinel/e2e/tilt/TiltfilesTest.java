package io.nodesentinel.e2e.tilt;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nodesentinel.e2e.controlplane.FakeNodes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TiltfilesTest {
  private static final String IMAGE = "nodesentinel/nodesentinel";
  private static final List<String> ALWAYS =
      List.of(
          "compile",
          "crds",
          "fake-nodes",
          "kwok-controller",
          "nodesentinel",
          "settings",
          "uncategorized");

  static Stream<String> all() {
    return Stream.of("Tiltfile", "Tiltfile.postgresql", "Tiltfile.mongodb");
  }

  @Test
  void withoutADatabaseThereIsOnlyTheOperatorAndFakeNodes() {
    assertThat(Tiltfile.run("Tiltfile").resources()).containsExactlyInAnyOrderElementsOf(ALWAYS);
  }

  @Test
  void postgresqlIsTheOneOfTheChartAndTheOperatorWhichOrdersItsCertificatesDoesNotWaitForIt() {
    Tiltfile tiltfile = Tiltfile.run("Tiltfile.postgresql");

    assertThat(tiltfile.resources())
        .containsAll(ALWAYS)
        .contains("nodesentinel-postgresql", "cert-manager");
    assertThat(tiltfile.after("nodesentinel"))
        .contains("cert-manager", "compile", "settings")
        .doesNotContain("nodesentinel-postgresql");
    assertThat(tiltfile.object("Datastore", "nodesentinel").at("/spec/provider").asText())
        .isEqualTo("postgresql");
  }

  @Test
  void mongodbIsThereBeforeTheOperatorAndBothHaveCertificatesOfOneAuthority() {
    Tiltfile tiltfile = Tiltfile.run("Tiltfile.mongodb");
    JsonNode datastore = tiltfile.object("Datastore", "nodesentinel").path("spec");
    JsonNode server = tiltfile.object("Certificate", "mongodb-tls").path("spec");

    assertThat(tiltfile.resources()).containsAll(ALWAYS).contains("mongodb", "cert-manager");
    assertThat(tiltfile.after("nodesentinel")).contains("mongodb");
    assertThat(tiltfile.after("mongodb")).contains("certificates");
    assertThat(tiltfile.after("certificates")).contains("cert-manager");
    assertThat(datastore.path("provider").asText()).isEqualTo("mongodb");
    assertThat(datastore.at("/tls/issuerRef")).isEqualTo(server.path("issuerRef"));
    assertThat(Tiltfile.stream(server.path("dnsNames")).map(JsonNode::asText))
        .contains(datastore.at("/connection/host").asText());
    assertThat(tiltfile.object("ConfigMap", "mongodb-setup").toString())
        .contains("CN=" + datastore.at("/connection/username").asText());
  }

  @Test
  void certManagerIsTheVersionThatIsTestedElsewhere() throws IOException {
    String flags = Tiltfile.run("Tiltfile.mongodb").calls("helm_resource").getFirst().toString();
    String module = Files.readString(Tiltfile.home().resolve("e2e/certmanager/go.mod"));
    String version = flags.replaceFirst(".*\"--version\",\"([^\"]+)\".*", "$1");
    assertThat(module).contains("github.com/cert-manager/cert-manager " + version + "\n");
  }

  @ParameterizedTest
  @MethodSource("all")
  void whatIsBuiltIsWhatTheOperatorRuns(String name) {
    Tiltfile tiltfile = Tiltfile.run(name);
    JsonNode build = tiltfile.calls("docker_build_with_restart").getFirst();
    JsonNode container = operator(tiltfile);

    assertThat(build.path("ref").asText()).isEqualTo(IMAGE);
    assertThat(container.path("image").asText()).isEqualTo(IMAGE + ":dev");
    assertThat(container.path("args").path(0).asText()).isEqualTo("operator");
    JsonNode compile = tiltfile.calls("local_resource").getFirst();
    assertThat(compile.path("cmd").path(1)).isEqualTo(build.path("context"));
    assertThat(Tiltfile.stream(compile.path("deps")).map(JsonNode::asText))
        .allSatisfy(folder -> assertThat(Tiltfile.home().resolve("tilt").resolve(folder)).exists());
  }

  @ParameterizedTest
  @MethodSource("all")
  void aChangeReachesTheRunningContainerAndStartsItsProcessAgain(String name) throws IOException {
    Tiltfile tiltfile = Tiltfile.run(name);
    JsonNode build = tiltfile.calls("docker_build_with_restart").getFirst();
    JsonNode sync = build.path("live_update").path(0);
    JsonNode container = operator(tiltfile);
    String start = Files.readString(Tiltfile.home().resolve("tilt/nodesentinel"));
    String dockerfile = Files.readString(Tiltfile.home().resolve("tilt/Dockerfile"));

    assertThat(sync.path("local_path").asText())
        .isEqualTo(build.path("context").asText() + "/program");
    assertThat(start).contains("'" + sync.path("remote_path").asText() + "/*:");
    assertThat(dockerfile).contains(" program " + sync.path("remote_path").asText() + "\n");
    assertThat(container.at("/securityContext/readOnlyRootFilesystem").asBoolean()).isFalse();
    assertThat(
            Tiltfile.stream(container.path("volumeMounts")).map(m -> m.path("mountPath").asText()))
        .as("a volume would hide the file that tells it to start again")
        .noneMatch(mount -> build.path("restart_file").asText().startsWith(mount + "/"));
  }

  @ParameterizedTest
  @MethodSource("all")
  void nothingOfHelmsHooksIsRunAsAnObject(String name) {
    Tiltfile tiltfile = Tiltfile.run(name);
    assertThat(tiltfile.objects("Job")).isEmpty();
    assertThat(tiltfile.objects())
        .noneMatch(o -> o.at("/metadata/annotations").has("helm.sh/hook"));
  }

  @ParameterizedTest
  @MethodSource("all")
  void everySecretThatAPodWantsIsMadeBySomebody(String name) {
    Tiltfile tiltfile = Tiltfile.run(name);
    List<String> made =
        Stream.concat(
                tiltfile
                    .objects("Certificate")
                    .map(c -> namespace(c) + "/" + c.at("/spec/secretName").asText()),
                tiltfile
                    .objects("Datastore")
                    .map(d -> namespace(d) + "/" + d.at("/spec/managed/secretName").asText()))
            .toList();
    List<String> wanted =
        tiltfile.objects().stream()
            .flatMap(
                o -> secrets(o.at("/spec/template/spec/volumes")).map(s -> namespace(o) + "/" + s))
            .toList();
    assertThat(made).containsAll(wanted);
    assertThat(wanted).hasSize(name.equals("Tiltfile") ? 0 : 1);
  }

  private static Stream<String> secrets(JsonNode volumes) {
    Stream<String> whole = volumes.findValues("secretName").stream().map(JsonNode::asText);
    Stream<String> parts =
        volumes.findValues("secret").stream()
            .filter(secret -> secret.has("name"))
            .map(secret -> secret.path("name").asText());
    return Stream.concat(whole, parts);
  }

  @Test
  void fakeNodesAreThoseOfTheLocalControlPlaneButForATaint() throws IOException {
    Tiltfile tiltfile = Tiltfile.run("Tiltfile", "--fake-nodes=3");
    List<JsonNode> nodes = tiltfile.objects("Node").toList();
    JsonNode kwok =
        tiltfile.object("Deployment", "kwok-controller").at("/spec/template/spec/containers/0");
    String stages = tiltfile.object("ConfigMap", "kwok-stages").at("/data/stages.yaml").asText();
    String pinned = Files.readString(Tiltfile.home().resolve("e2e/controlplane/go.mod"));

    assertThat(nodes.stream().map(n -> n.at("/metadata/name").asText()))
        .containsExactly(FakeNodes.name(0), FakeNodes.name(1), FakeNodes.name(2));
    assertThat(nodes).allMatch(n -> n.at("/spec/taints/0/effect").asText().equals("NoSchedule"));
    assertThat(nodes)
        .allMatch(
            n -> ("type=" + n.at("/metadata/labels/type").asText()).equals(FakeNodes.SELECTOR));
    assertThat(stages)
        .isEqualTo(
            Files.readString(
                Tiltfile.home().resolve("e2e/src/main/resources/controlplane/kwok-stages.yaml")));
    assertThat(Tiltfile.stream(kwok.path("args")).map(JsonNode::asText))
        .contains("--manage-nodes-with-label-selector=" + FakeNodes.SELECTOR);
    String version = kwok.path("image").asText().replaceFirst(".*:", "");
    assertThat(pinned).contains("sigs.k8s.io/kwok " + version);
  }

  @Test
  void onlyTheClusterOfMakeClusterCreateIsTouched() {
    Path file = Tiltfile.home().resolve("tilt/Tiltfile");

    assertThat(Tiltfile.outcome(List.of("-context", "production"), file).errors())
        .contains("the context is production and not kind-nodesentinel: run `make cluster-create`");
    List<String> another =
        List.of("-context", "kind-nodesentinel-x", "-env", "CLUSTER_NAME_SUFFIX=x");
    assertThat(Tiltfile.outcome(another, file).exitCode()).isZero();
  }

  @Test
  void theInterpreterRefusesWhatTiltWouldRefuse(@TempDir Path folder) throws IOException {
    String pod = "k8s_yaml(encode_yaml({'kind': 'Pod', 'metadata': {'name': 'p'}}))\n";
    assertThat(refusal(folder, "docker_bild('x', '.')")).contains("undefined: docker_bild");
    assertThat(refusal(folder, "docker_build('x', '.', live=[])")).contains("no parameter live");
    assertThat(refusal(folder, "k8s_resource('nobody')")).contains("no workload nobody");
    assertThat(refusal(folder, "k8s_yaml('none.yaml')")).contains("none.yaml: no such file");
    assertThat(refusal(folder, pod + "k8s_resource('p', objects=['q:secret'])"))
        .contains("0 objects are q:secret");
    assertThat(refusal(folder, pod + "k8s_resource('p', resource_deps=['q'])"))
        .contains("waits for q, which there is not");
    assertThat(
            refusal(
                folder,
                """
                local_resource('a', 'true', resource_deps=['b'])
                local_resource('b', 'true', resource_deps=['a'])
                """))
        .contains("resources wait for each other");
  }

  private static String refusal(Path folder, String text) throws IOException {
    Path file = Files.writeString(folder.resolve("Tiltfile"), text);
    Tiltfile.Outcome outcome = Tiltfile.outcome(List.of(), file);
    assertThat(outcome.exitCode()).as(text).isEqualTo(1);
    return outcome.errors();
  }

  private static JsonNode operator(Tiltfile tiltfile) {
    return tiltfile.object("Deployment", "nodesentinel").at("/spec/template/spec/containers/0");
  }

  private static String namespace(JsonNode object) {
    return object.at("/metadata/namespace").asText();
  }
}
