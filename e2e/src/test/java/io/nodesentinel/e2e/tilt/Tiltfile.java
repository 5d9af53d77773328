package io.nodesentinel.e2e.tilt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nodesentinel.e2e.controlplane.GoProgram;
import io.nodesentinel.e2e.controlplane.Helm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// What a Tiltfile asks tilt for, found out by running it in an interpreter whose built-ins only
/// write down what they are asked for. `helm()` is the real helm.
final class Tiltfile {
  private static final GoProgram INTERPRETER = new GoProgram("e2e/tiltfile", ".", "tiltfile", null);
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final Map<String, Tiltfile> KNOWN = new ConcurrentHashMap<>();

  private final JsonNode asked;

  private Tiltfile(JsonNode asked) {
    this.asked = asked;
  }

  /// The interpreter ended.
  record Outcome(int exitCode, String output, String errors) {}

  /// Runs a Tiltfile of this checkout in the cluster that `make cluster-create` makes.
  ///
  /// @param settings as on the command line of tilt, behind `--`
  static Tiltfile run(String name, String... settings) {
    return settings.length > 0
        ? fresh(name, settings)
        : KNOWN.computeIfAbsent(name, Tiltfile::fresh);
  }

  private static Tiltfile fresh(String name, String... settings) {
    Outcome outcome = outcome(List.of(), home().resolve("tilt").resolve(name), settings);
    if (outcome.exitCode() != 0) {
      throw new AssertionError(outcome.errors());
    }
    return new Tiltfile(json(outcome.output()));
  }

  /// Runs any Tiltfile, which may be wrong.
  ///
  /// @param options of the interpreter
  static Outcome outcome(List<String> options, Path file, String... settings) {
    List<String> command = new ArrayList<>();
    command.add(INTERPRETER.locate(System.err::println).executable().toString());
    command.addAll(List.of("-helm", Helm.locate(System.err::println).toString()));
    command.addAll(options);
    command.add(file.toString());
    command.addAll(List.of(settings));
    try {
      Path output = Files.createTempFile("tiltfile", ".json");
      Path errors = Files.createTempFile("tiltfile", ".log");
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(output.toFile())
              .redirectError(errors.toFile())
              .start();
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("the interpreter did not end: " + Files.readString(errors));
      }
      Outcome outcome = new Outcome(process.exitValue(), text(output), text(errors));
      Files.delete(output);
      Files.delete(errors);
      return outcome;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Path home() {
    return Path.of(System.getProperty("nodesentinel.home", "..")).toAbsolutePath().normalize();
  }

  /// The objects that it applies.
  List<JsonNode> objects() {
    return stream(asked.path("objects")).toList();
  }

  /// The objects of a kind.
  Stream<JsonNode> objects(String kind) {
    return objects().stream().filter(o -> o.path("kind").asText().equals(kind));
  }

  JsonNode object(String kind, String name) {
    return objects(kind)
        .filter(o -> o.at("/metadata/name").asText().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + kind + " " + name));
  }

  /// The arguments of each call of a built-in.
  List<JsonNode> calls(String function) {
    return stream(asked.path("calls"))
        .filter(call -> call.path("function").asText().equals(function))
        .map(call -> call.path("arguments"))
        .toList();
  }

  /// The names of the resources that tilt would show.
  List<String> resources() {
    List<String> names = new ArrayList<>();
    asked.path("resources").fieldNames().forEachRemaining(names::add);
    return names;
  }

  /// The resources that one waits for.
  List<String> after(String resource) {
    JsonNode one = Objects.requireNonNull(asked.path("resources").get(resource), resource);
    return stream(one.path("after")).map(JsonNode::asText).toList();
  }

  static Stream<JsonNode> stream(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false);
  }
}
