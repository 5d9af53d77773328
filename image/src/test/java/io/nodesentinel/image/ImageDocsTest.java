package io.nodesentinel.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ImageDocsTest {
  @Test
  void the_guide_lists_every_setting_with_its_default() throws IOException {
    String table =
        Stream.of(ImageSetting.values())
            .map(ImageDocsTest::row)
            .collect(
                Collectors.joining(
                    "\n", "| variable | default | what it says |\n| --- | --- | --- |\n", "\n"));

    assertThat(Files.readString(Checkout.root().resolve("docs/image.md")))
        .as("the table in docs/image.md")
        .contains(table);
  }

  private static String row(ImageSetting setting) {
    String standard = setting.standard().isEmpty() ? "" : "`" + setting.standard() + "`";
    return "| `" + setting + "` | " + standard + " | " + setting.description() + " |";
  }
}
