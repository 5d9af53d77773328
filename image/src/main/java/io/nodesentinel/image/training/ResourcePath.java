package io.nodesentinel.image.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A path of the Kubernetes API, taken apart.
///
/// @param collection group, version and plural, without the namespace: names are unique enough here
/// @param name empty for the collection itself
/// @param subresource empty for the object itself
record ResourcePath(String collection, String name, String subresource) {

  /// @param path as `/apis/GROUP/VERSION/namespaces/NAMESPACE/PLURAL/NAME/SUBRESOURCE`
  static ResourcePath of(String path) {
    List<String> words =
        new ArrayList<>(Arrays.stream(path.split("/", -1)).filter(w -> !w.isEmpty()).toList());
    int head = !words.isEmpty() && words.getFirst().equals("api") ? 2 : 3;
    if (words.size() > head + 2 && words.get(head).equals("namespaces")) {
      words.remove(head);
      words.remove(head);
    }
    int kind = Math.min(words.size(), head + 1);
    return new ResourcePath(
        "/" + String.join("/", words.subList(0, kind)), word(words, kind), word(words, kind + 1));
  }

  private static String word(List<String> words, int index) {
    return index < words.size() ? words.get(index) : "";
  }
}
