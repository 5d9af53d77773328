package io.nodesentinel.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;

/// A stand-in for the modules of a JDK for the other architecture, where none can be had: those of
/// this JDK, packed anew and called the other's. `jlink` treats them as foreign, and the runtime
/// that it makes of them still runs here.
final class ForeignJdk {
  private static final String BASE = "java.base";

  /// What `jlink` makes by itself while it links, and refuses to find.
  private static final Pattern MADE_BY_JLINK =
      Pattern.compile("BoundMethodHandle\\$Species_(?!L\\.).*|SystemModules\\$.*");

  private final Path folder;
  private final Path home = Path.of(System.getProperty("java.home"));

  private ForeignJdk(Path folder) {
    this.folder = folder;
  }

  /// Makes the folder `jmods`.
  static Path jmods(Path folder, Architecture architecture)
      throws IOException, InterruptedException {
    FileTree.delete(folder);
    Files.createDirectories(folder);
    return new ForeignJdk(folder).pack(architecture);
  }

  private Path pack(Architecture architecture) throws IOException, InterruptedException {
    List<String> modules =
        Configuration.empty()
            .resolve(ModuleFinder.ofSystem(), ModuleFinder.of(), JavaModules.all())
            .modules()
            .stream()
            .map(module -> module.name())
            .toList();
    Path classes = extract(modules);
    Path jmods = Files.createDirectories(folder.resolve("jmods"));
    String platform = "linux-" + (architecture == Architecture.ARM64 ? "aarch64" : "amd64");
    for (String module : modules) {
      if (!module.equals(BASE)) {
        jmod(jmods, classes, module, List.of("--target-platform", platform));
      }
    }
    // The last one, for it records the sums of the others.
    List<String> words = new ArrayList<>(List.of("--target-platform", platform));
    words.addAll(List.of("--libs", copy("lib", ".*\\.jsa|modules|src\\.zip|ct\\.sym").toString()));
    words.addAll(List.of("--cmds", copy("bin", "(?!java$).*").toString()));
    words.addAll(List.of("--config", home.resolve("conf").toString()));
    words.addAll(List.of("--module-path", jmods.toString(), "--hash-modules", ".*"));
    jmod(jmods, classes, BASE, words);
    return jmods;
  }

  private Path extract(List<String> modules) throws IOException, InterruptedException {
    Path classes = folder.resolve("classes");
    String names = modules.stream().map(Pattern::quote).collect(Collectors.joining("|"));
    Programs.run(
        home.resolve("bin/jimage").toString(),
        "extract",
        "--dir",
        classes.toString(),
        "--include",
        "regex:/(" + names + ")/.*",
        home.resolve("lib/modules").toString());
    for (Path file : FileTree.filesOf(classes.resolve(BASE))) {
      if (MADE_BY_JLINK.matcher(file.getFileName().toString()).matches()) {
        Files.delete(file);
      }
    }
    return classes;
  }

  private Path copy(String part, String but) throws IOException {
    Path from = home.resolve(part).toRealPath();
    Path to = folder.resolve(part);
    Pattern leftOut = Pattern.compile(but);
    for (Path file : FileTree.filesOf(from)) {
      if (Files.exists(file) && !leftOut.matcher(file.getFileName().toString()).matches()) {
        Path place = to.resolve(from.relativize(file).toString());
        Files.createDirectories(place.getParent());
        Files.copy(file, place);
      }
    }
    return to;
  }

  private static void jmod(Path jmods, Path classes, String module, List<String> more) {
    List<String> words = new ArrayList<>(List.of("create", "--class-path"));
    words.add(classes.resolve(module).toString());
    words.addAll(more);
    words.add(jmods.resolve(module + ".jmod").toString());
    StringWriter said = new StringWriter();
    PrintWriter output = new PrintWriter(said);
    int code =
        ToolProvider.findFirst("jmod")
            .orElseThrow()
            .run(output, output, words.toArray(String[]::new));
    assertThat(code).as("jmod for %s: %s", module, said).isZero();
  }
}
