package io.nodesentinel.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("long")
class ReproducibleImageTest {
  @Test
  void an_image_can_be_built_again_to_the_byte_with_its_aot_cache()
      throws IOException, InterruptedException {
    BuiltImage first = BuiltImage.get();
    Path cache = Layout.under(first.built().root(), Layout.AOT_CACHE);

    BuiltImage second =
        BuiltImage.build(
            Checkout.target().resolve("image-test-again"),
            Map.of(
                "IMAGE_BASE_TAR_" + BuiltImage.OWN,
                BuiltImage.base().toString(),
                "IMAGE_AOT_CACHE",
                cache.toString()));

    assertThat(second.tar().layers()).isEqualTo(first.tar().layers());
    assertThat(second.tar().config()).isEqualTo(first.tar().config());
    assertThat(second.built().tar()).hasSameBinaryContentAs(first.built().tar());
  }
}
