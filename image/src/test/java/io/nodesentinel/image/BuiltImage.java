package io.nodesentinel.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The image as the tests build it: for this machine's architecture, on a base that
/// `scripts/base-image` makes of this machine's Debian packages.
///
/// @param said what the build told
record BuiltImage(ImageBuild.Built built, ImageTar tar, List<String> said) {
  static final Architecture OWN = Architecture.ofThisMachine();

  private static @Nullable BuiltImage once;
  private static @Nullable Container unpacked;

  BuiltImage {
    said = List.copyOf(said);
  }

  /// Built once for all tests; without Debian's packages the calling test is skipped and says so.
  static synchronized BuiltImage get() throws IOException, InterruptedException {
    if (once == null) {
      once = build(Checkout.target().resolve("image-test"));
    }
    return once;
  }

  /// What is in it, unpacked once for all tests, which leave it as it was.
  static synchronized Container container() throws IOException, InterruptedException {
    if (unpacked == null) {
      Container.assumeUsable();
      unpacked = Container.unpack(get().built().tar(), Checkout.target().resolve("unpacked"));
    }
    return unpacked;
  }

  /// Builds one in a folder of its own.
  static BuiltImage build(Path folder) throws IOException, InterruptedException {
    return build(folder, Map.of("IMAGE_BASE_TAR_" + OWN, base().toString()));
  }

  /// Builds one.
  ///
  /// @param settings beside name and tags
  static BuiltImage build(Path folder, Map<String, String> settings)
      throws IOException, InterruptedException {
    Map<String, String> all = new HashMap<>(settings);
    all.put("IMAGE_NAME", "registry.example/nodesentinel");
    all.put("IMAGE_TAGS", "one,two");
    BuildFacts facts = BuildFacts.read();
    List<String> said = new ArrayList<>();
    ImageBuild build =
        new ImageBuild(
            ImageSettings.of(all, facts.version()),
            facts,
            Checkout.root(),
            Checkout.classPath(),
            Checkout.program().resolve("sbom.json"),
            folder,
            said::add);
    List<ImageBuild.Built> built = build.run();
    assertThat(built).hasSize(1);
    return new BuiltImage(built.getFirst(), ImageTar.read(built.getFirst().tar()), said);
  }

  /// A base for this machine's architecture.
  static Path base() throws IOException, InterruptedException {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/dpkg-query")),
        "The image's contents are not tested: its base is made of Debian packages here, and this is"
            + " no Debian machine.");
    Path tar = Files.createDirectories(Checkout.target()).resolve("base.tar");
    Programs.run(Checkout.root().resolve("scripts/base-image").toString(), tar.toString());
    return tar;
  }
}
