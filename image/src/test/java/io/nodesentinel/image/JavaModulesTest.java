package io.nodesentinel.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;

class JavaModulesTest {
  @Test
  void the_runtime_has_the_modules_that_the_class_path_refers_to_and_says_which_it_leaves_out()
      throws IOException {
    List<String> words =
        new ArrayList<>(
            List.of("--print-module-deps", "--ignore-missing-deps", "--multi-release", "25"));
    Checkout.classPath().forEach(jar -> words.add(jar.toString()));
    StringWriter said = new StringWriter();
    StringWriter errors = new StringWriter();

    int code =
        ToolProvider.findFirst("jdeps")
            .orElseThrow()
            .run(new PrintWriter(said), new PrintWriter(errors), words.toArray(String[]::new));

    assertThat(code).as("jdeps: %s", errors).isZero();
    // Warnings about packages that two jars share come before it.
    String last = said.toString().lines().toList().getLast();
    Set<String> found = new TreeSet<>(Arrays.asList(last.split(",", -1)));
    found.removeAll(JavaModules.LEFT_OUT);
    assertThat(JavaModules.all()).containsAll(found);
    // jdeps names no module that another one requires for everybody.
    assertThat(found).isEqualTo(new TreeSet<>(JavaModules.NEEDED));
  }
}
