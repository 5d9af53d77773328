package io.nodesentinel.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageSettingsTest {
  private static final Architecture OWN = Architecture.ofThisMachine();
  private static final Architecture OTHER =
      OWN == Architecture.AMD64 ? Architecture.ARM64 : Architecture.AMD64;

  @TempDir private Path folder;

  @Test
  void with_nothing_set_the_image_is_for_this_machine_tagged_with_the_version_on_a_digest() {
    ImageSettings settings = ImageSettings.of(Map.of(), "1.2.3-SNAPSHOT");

    assertThat(settings.name()).isEqualTo("nodesentinel/nodesentinel");
    assertThat(settings.tags()).containsExactly("1.2.3");
    assertThat(settings.architectures()).containsExactly(OWN);
    assertThat(settings.base()).matches(".+@sha256:[0-9a-f]{64}");
    assertThat(settings.baseTars()).isEmpty();
  }

  @Test
  void without_tags_it_has_the_one_that_the_chart_asks_for() throws IOException {
    String chart = Files.readString(Checkout.root().resolve("charts/nodesentinel/Chart.yaml"));

    ImageSettings settings = ImageSettings.of(Map.of(), BuildFacts.read().version());

    assertThat(chart).contains("appVersion: \"" + settings.tags().getFirst() + "\"\n");
  }

  @Test
  void a_list_that_names_nothing_is_refused() {
    assertThatThrownBy(() -> ImageSettings.of(Map.of("IMAGE_TAGS", " , "), "1"))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("IMAGE_TAGS");
  }

  @Test
  void registry_and_tags_are_settings() {
    ImageSettings settings =
        ImageSettings.of(
            Map.of("IMAGE_NAME", "registry.example/team/sentinel", "IMAGE_TAGS", "1.0, stable"),
            "1.2.3");

    assertThat(settings.name()).isEqualTo("registry.example/team/sentinel");
    assertThat(settings.tags()).containsExactly("1.0", "stable");
  }

  @Test
  void a_base_that_may_change_is_refused() {
    assertThatThrownBy(() -> ImageSettings.of(Map.of("IMAGE_BASE", "debian:stable"), "1"))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("IMAGE_BASE is debian:stable")
        .hasMessageContaining("by digest");
  }

  @Test
  void with_a_tar_no_reference_of_a_base_is_needed() throws IOException {
    Path tar = Files.createFile(folder.resolve("base.tar"));

    ImageSettings settings =
        ImageSettings.of(
            Map.of("IMAGE_BASE_TAR_" + OWN, tar.toString(), "IMAGE_BASE", "debian:stable"), "1");

    assertThat(settings.baseTars()).containsExactly(Map.entry(OWN, tar));
  }

  @Test
  void a_file_that_is_not_there_is_named_with_its_setting() {
    assertThatThrownBy(
            () -> ImageSettings.of(Map.of("IMAGE_BASE_TAR_" + OWN, "/not/there.tar"), "1"))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("IMAGE_BASE_TAR_" + OWN + " names /not/there.tar");
  }

  @Test
  void another_architecture_needs_the_modules_of_a_jdk_for_it() {
    assertThatThrownBy(() -> ImageSettings.of(Map.of("IMAGE_PLATFORMS", OTHER.platform()), "1"))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("set IMAGE_JMODS_" + OTHER);
  }

  @Test
  void a_folder_without_modules_is_refused() {
    assertThatThrownBy(
            () -> ImageSettings.of(Map.of("IMAGE_JMODS_" + OTHER, folder.toString()), "1"))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("no java.base.jmod");
  }

  @Test
  void where_the_modules_are_named_both_architectures_are_built() throws IOException {
    Files.createFile(folder.resolve("java.base.jmod"));

    ImageSettings settings =
        ImageSettings.of(Map.of("IMAGE_JMODS_" + OTHER, folder.toString()), "1");

    assertThat(settings.architectures()).containsExactly(OWN, OTHER);
  }

  @Test
  void a_platform_that_images_are_not_made_for_is_refused() {
    assertThatThrownBy(() -> ImageSettings.of(Map.of("IMAGE_PLATFORMS", "linux/s390x"), "1"))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("linux/s390x");
  }
}
