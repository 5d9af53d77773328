package io.nodesentinel.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// One build, from the jars of the class path to a tar for each architecture.
///
/// @param repository the checkout
/// @param classPath the jars of the image
/// @param sbom as the CycloneDX plugin wrote it
/// @param work a folder of the build's own
/// @param say told what is being done
public record ImageBuild(
    ImageSettings settings,
    BuildFacts facts,
    Path repository,
    List<Path> classPath,
    Path sbom,
    Path work,
    Consumer<String> say) {

  /// What was built for one architecture.
  ///
  /// @param root all files of the image but those of the base
  /// @param jars the class path, as it is in the image
  /// @param hasCache whether there is an AOT cache
  public record Built(
      Architecture architecture, Path tar, Path root, List<String> jars, boolean hasCache) {
    public Built {
      jars = List.copyOf(jars);
    }
  }

  public ImageBuild {
    classPath = List.copyOf(classPath);
  }

  /// Builds all that was asked for.
  ///
  /// @throws ImageException with a sentence for people
  public List<Built> run() throws IOException, InterruptedException {
    List<Built> built = new ArrayList<>();
    for (Architecture architecture : settings.architectures()) {
      built.add(build(architecture));
    }
    for (Architecture architecture : Architecture.values()) {
      if (!settings.architectures().contains(architecture)) {
        say.accept(
            "Nothing was built for "
                + architecture.platform()
                + ": set IMAGE_JMODS_"
                + architecture
                + ", or build on such a machine.");
      }
    }
    return built;
  }

  private Built build(Architecture architecture) throws IOException, InterruptedException {
    boolean own = architecture == Architecture.ofThisMachine();
    Path folder = work.resolve(architecture.docker());
    FileTree tree = FileTree.fresh(folder);
    say.accept("Linking the Java runtime for " + architecture.platform());
    Optional<String> note =
        RuntimeLink.link(
            tree.file("java", Layout.JAVA),
            own ? null : settings.jmods().get(architecture),
            settings.cacerts());
    note.ifPresent(say);
    List<String> jars = ProgramFiles.copy(tree, classPath);
    String list =
        Sbom.complete(
            sbom,
            Runtime.version().toString(),
            System.getProperty("java.vendor", ""),
            base(architecture));
    ProgramFiles.write(tree, jars, own, repository.resolve("LICENSE"), list);
    for (String layer : List.of("java", "libraries", "program")) {
      tree.seal(layer, facts.timestamp());
    }
    if (own && settings.aotCache().isPresent()) {
      tree.copy("aot-cache", Layout.AOT_CACHE, settings.aotCache().get());
      tree.seal("aot-cache", facts.timestamp());
    } else if (own) {
      say.accept("Training run for the AOT cache");
      train(tree, jars, folder);
    } else {
      say.accept(
          "No AOT cache for "
              + architecture.platform()
              + ": this machine cannot run it; the program says so in a line and goes on.");
    }
    Path output = Files.createDirectories(settings.output().orElse(work));
    String name = "nodesentinel-" + facts.version();
    Path tar = output.resolve(name + "-" + architecture.docker() + ".tar");
    Files.writeString(output.resolve(name + "-" + architecture.docker() + ".sbom.json"), list);
    say.accept("Packing " + tar);
    Optional<String> revision =
        settings.revision().isPresent() ? settings.revision() : BuildFacts.revision(repository);
    new ImageAssembly(settings, facts, work.resolve("jib"))
        .write(tree, architecture, revision, tar);
    return new Built(architecture, tar, tree.root(), jars, own);
  }

  private void train(FileTree tree, List<String> jars, Path folder)
      throws IOException, InterruptedException {
    Path scratch = Files.createDirectories(folder.resolve("training"));
    new TrainedOperator(tree.root(), jars, scratch).train(tree.file("aot-cache", Layout.AOT_CACHE));
    tree.seal("aot-cache", facts.timestamp());
  }

  private String base(Architecture architecture) throws IOException {
    Path tar = settings.baseTars().get(architecture);
    return tar == null ? settings.base() : tar.getFileName() + "@sha256:" + ImageTar.sha256(tar);
  }
}
