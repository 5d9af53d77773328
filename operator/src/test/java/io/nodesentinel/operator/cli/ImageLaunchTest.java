package io.nodesentinel.operator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ImageLaunchTest {
  private static final String CACHE = "/opt/nodesentinel/nodesentinel.aot";

  @Test
  void outside_the_image_all_words_count_and_nothing_is_said() {
    ImageLaunch launch = launch(Map.of("java.vm.info", "mixed mode"));

    assertThat(launch.words(new String[] {"operator", "--help"}))
        .containsExactly("operator", "--help");
    assertThat(launch.withoutCache()).isEmpty();
  }

  @Test
  void the_path_of_the_file_that_started_the_program_is_no_word_of_the_user() {
    ImageLaunch launch = launch(Map.of(ImageLaunch.BY_FILE, "true"));

    assertThat(launch.words(new String[] {"/usr/local/bin/nodesentinel", "operator"}))
        .containsExactly("operator");
    assertThat(launch.words(new String[] {"/usr/local/bin/nodesentinel"})).isEmpty();
    assertThat(launch.words(new String[0])).isEmpty();
  }

  @Test
  void nothing_is_said_while_the_cache_is_in_use() {
    assertThat(
            launch(Map.of(ImageLaunch.AOT_CACHE, CACHE, "java.vm.info", "mixed mode, sharing"))
                .withoutCache())
        .isEmpty();
  }

  @Test
  void a_cache_that_the_jvm_refused_is_named_in_one_line_with_the_way_to_find_out_why() {
    assertThat(
            launch(Map.of(ImageLaunch.AOT_CACHE, CACHE, "java.vm.info", "mixed mode"))
                .withoutCache())
        .hasValueSatisfying(
            line -> assertThat(line).contains(CACHE, "-Xlog:aot").doesNotContain("\n"));
  }

  @Test
  void an_image_without_a_cache_says_why_in_one_line() {
    assertThat(
            launch(Map.of(ImageLaunch.AOT_CACHE, ImageLaunch.NONE, "java.vm.info", "mixed mode"))
                .withoutCache())
        .hasValueSatisfying(line -> assertThat(line).contains("architecture").doesNotContain("\n"));
  }

  private static ImageLaunch launch(Map<String, String> properties) {
    return ImageLaunch.of(properties::get);
  }
}
