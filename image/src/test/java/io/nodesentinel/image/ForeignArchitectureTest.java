package io.nodesentinel.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// The image for the architecture that this machine does not have, made of this machine's own
/// modules and C library under the other's name: what can be seen of it without such a machine.
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ForeignArchitectureTest {
  private static final Architecture OTHER =
      BuiltImage.OWN == Architecture.AMD64 ? Architecture.ARM64 : Architecture.AMD64;

  private final Path folder = Checkout.target().resolve("foreign");
  private BuiltImage image;

  @BeforeAll
  void build() throws IOException, InterruptedException {
    FileTree.delete(folder);
    Path base = base();
    image =
        BuiltImage.build(
            folder.resolve("image"),
            Map.of(
                "IMAGE_PLATFORMS",
                OTHER.platform(),
                "IMAGE_JMODS_" + OTHER,
                ForeignJdk.jmods(folder.resolve("jdk"), OTHER).toString(),
                "IMAGE_BASE_TAR_" + OTHER,
                base.toString()));
  }

  @Test
  void it_says_which_architecture_it_is_for_and_has_no_aot_cache() {
    assertThat(image.tar().config().path("architecture").asText()).isEqualTo(OTHER.docker());
    assertThat(image.built().hasCache()).isFalse();
    assertThat(image.tar().layers()).hasSize(1 + Layout.LAYERS.size() - 1);
    assertThat(image.said())
        .anySatisfy(line -> assertThat(line).contains("No AOT cache for " + OTHER.platform()));
  }

  @Test
  void it_starts_without_the_cache_and_says_so_in_one_line() throws Exception {
    Container.assumeUsable();
    Container container = Container.unpack(image.built().tar(), folder.resolve("unpacked"));

    Container.Result result = container.run(Map.of(), "--version");

    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out()).startsWith("nodesentinel ");
    assertThat(result.err().lines())
        .singleElement()
        .asString()
        .startsWith("nodesentinel: starting without an AOT cache");
  }

  /// From packages of that architecture in a folder, as a person would get them from Debian.
  private Path base() throws IOException, InterruptedException {
    Path own = BuiltImage.base();
    Path libc = Files.createDirectories(folder.resolve("libc6"));
    Programs.run("tar", "-xf", own.toString(), "-C", folder.toString(), "layer.tar");
    Programs.run("tar", "-xf", folder.resolve("layer.tar").toString(), "-C", libc.toString());
    Path packages = Files.createDirectories(folder.resolve("packages"));
    pack(libc, "libc6", packages);
    pack(Files.createDirectories(folder.resolve("base-files")), "base-files", packages);
    Path tar = folder.resolve("base.tar");
    Programs.run(
        Checkout.root().resolve("scripts/base-image").toString(),
        tar.toString(),
        OTHER.docker(),
        packages.toString());
    return tar;
  }

  private static void pack(Path files, String name, Path packages)
      throws IOException, InterruptedException {
    Path control = Files.createDirectories(files.resolve("DEBIAN")).resolve("control");
    Files.writeString(
        control,
        """
        Package: %s
        Version: 1
        Architecture: %s
        Maintainer: nobody <nobody@example.com>
        Description: a double
        """
            .formatted(name, OTHER.docker()));
    Path deb = packages.resolve("%s_1_%s.deb".formatted(name, OTHER.docker()));
    Programs.run("dpkg-deb", "--build", files.toString(), deb.toString());
  }
}
