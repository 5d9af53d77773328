package io.nodesentinel.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageAssemblyTest {
  private static final String FILE = Layout.HOME + "/file";

  @TempDir private Path folder;

  @Test
  void a_changed_file_is_in_the_next_image_though_its_time_is_the_same()
      throws IOException, InterruptedException {
    List<ImageTar.Layer> first = layers("one");
    List<ImageTar.Layer> second = layers("two");

    assertThat(second).hasSameSizeAs(first);
    assertThat(second.getLast().digest()).isNotEqualTo(first.getLast().digest());
  }

  @Test
  void the_same_files_are_the_same_layers() throws IOException, InterruptedException {
    assertThat(layers("one")).isEqualTo(layers("one"));
  }

  private List<ImageTar.Layer> layers(String text) throws IOException, InterruptedException {
    BuildFacts facts = BuildFacts.read();
    ImageSettings settings =
        ImageSettings.of(
            Map.of("IMAGE_BASE_TAR_" + BuiltImage.OWN, BuiltImage.base().toString()),
            facts.version());
    FileTree tree = FileTree.fresh(folder.resolve("tree"));
    tree.write("program", FILE, text);
    tree.seal("program", facts.timestamp());
    Path tar = folder.resolve("image.tar");
    new ImageAssembly(settings, facts, folder.resolve("jib"))
        .write(tree, BuiltImage.OWN, Optional.empty(), tar);
    return ImageTar.read(tar).layers();
  }
}
