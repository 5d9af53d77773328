package io.nodesentinel.crds;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinitionBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/// The CRDs as YAML: what the fabric8 generator makes of the types, with what it cannot do put
/// right. It has no required spec, no descriptions of kind, spec and status, no list maps, sorts
/// enums and printer columns, writes the rules of record components twice and integers as 100.0.
final class CrdYaml {
  private static final List<Class<? extends CustomResource<?, ?>>> KINDS =
      List.of(HealthEvent.class, QuarantinePolicy.class, NodeQuarantine.class, Datastore.class);

  private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization();

  private CrdYaml() {}

  /// File name to text.
  static SortedMap<String, String> files() {
    var files = new TreeMap<String, String>();
    generate().forEach((name, crd) -> files.put(name + ".yml", text(crd)));
    return files;
  }

  /// Name to definition.
  static SortedMap<String, CustomResourceDefinition> generate() {
    var crds = new TreeMap<String, CustomResourceDefinition>();
    var generator =
        new CRDGenerator()
            .forCRDVersions("v1")
            .withParallelGenerationEnabled(false)
            .withOutput(new NoOutput())
            .withPostProcessor(
                new CRDPostProcessor() {
                  @Override
                  public HasMetadata process(HasMetadata crd, String version) {
                    crds.put(crd.getMetadata().getName(), (CustomResourceDefinition) crd);
                    return crd;
                  }
                });
    generator.customResourceClasses(List.copyOf(KINDS)).detailedGenerate();
    for (Class<? extends CustomResource<?, ?>> kind : KINDS) {
      CustomResourceDefinition crd =
          crds.values().stream()
              .filter(c -> c.getSpec().getNames().getKind().equals(kind.getSimpleName()))
              .findAny()
              .orElseThrow();
      complete(crd, kind);
    }
    return crds;
  }

  private static void complete(CustomResourceDefinition crd, Class<?> kind) {
    crd.getSpec().getNames().setCategories(List.of("nodesentinel"));
    CustomResourceDefinitionVersion version = crd.getSpec().getVersions().getFirst();
    version.setAdditionalPrinterColumns(columns(kind));
    JSONSchemaProps root = version.getSchema().getOpenAPIV3Schema();
    root.setDescription(description(kind));
    root.setRequired(List.of("spec"));
    Type[] specAndStatus =
        ((ParameterizedType) kind.getGenericSuperclass()).getActualTypeArguments();
    part(root, "spec", (Class<?>) specAndStatus[0]);
    part(root, "status", (Class<?>) specAndStatus[1]);
    distinctRules(root);
  }

  private static void part(JSONSchemaProps root, String name, Class<?> type) {
    JSONSchemaProps schema = property(root, name);
    schema.setDescription(description(type));
    complete(schema, type);
  }

  private static String description(Class<?> type) {
    return type.getAnnotation(JsonClassDescription.class).value();
  }

  private static List<CustomResourceColumnDefinition> columns(Class<?> kind) {
    return Arrays.stream(kind.getAnnotationsByType(AdditionalPrinterColumn.class))
        .map(column ->
            new CustomResourceColumnDefinitionBuilder()
                .withName(column.name())
                .withJsonPath(column.jsonPath())
                .withType(column.type().getValue())
                .build())
        .toList();
  }

  private static void complete(JSONSchemaProps schema, Type type) {
    distinctRules(schema);
    switch (type) {
      case ParameterizedType list when list.getRawType() == List.class -> {
        Type item = list.getActualTypeArguments()[0];
        if (item == StatusCondition.class) {
          schema.setXKubernetesListType("map");
          schema.setXKubernetesListMapKeys(List.of("type"));
        }
        complete(schema.getItems().getSchema(), item);
      }
      case Class<?> record when record.isRecord() -> {
        for (RecordComponent component : record.getRecordComponents()) {
          complete(property(schema, jsonName(component)), component.getGenericType());
        }
      }
      case Class<?> choice when choice.isEnum() -> {
        List<String> declared =
            Arrays.stream(choice.getEnumConstants()).map(Object::toString).toList();
        schema
            .getEnum()
            .sort((a, b) -> declared.indexOf(a.asText()) - declared.indexOf(b.asText()));
      }
      case Class<?> number when number == int.class || number == Integer.class ->
          schema.setFormat("int32");
      case Class<?> number when number == Long.class -> schema.setFormat("int64");
      default -> {}
    }
  }

  private static JSONSchemaProps property(JSONSchemaProps schema, String name) {
    return Objects.requireNonNull(schema.getProperties().get(name), name);
  }

  private static String jsonName(RecordComponent component) {
    JsonProperty named = component.getAccessor().getAnnotation(JsonProperty.class);
    return named == null ? component.getName() : named.value();
  }

  private static void distinctRules(JSONSchemaProps schema) {
    schema.setXKubernetesValidations(
        new ArrayList<>(schema.getXKubernetesValidations().stream().distinct().toList()));
  }

  private static String text(CustomResourceDefinition crd) {
    DumpSettings settings =
        DumpSettings.builder()
            .setDefaultFlowStyle(FlowStyle.BLOCK)
            .setSchema(
                new CoreSchema()) // quotes True and False, which Kubernetes reads as booleans
            .setWidth(110)
            .setMultiLineFlow(false)
            .build();
    return "# Generated from the records in crds/ by `make crds`.\n"
        + new Dump(settings).dumpToString(plain(SERIALIZATION.convertValue(crd, Map.class)));
  }

  /// Whole numbers without a fraction, and nothing that says nothing.
  private static Object plain(Object value) {
    return switch (value) {
      case Map<?, ?> map -> {
        var result = new LinkedHashMap<String, Object>();
        map.forEach((k, v) -> result.put((String) k, plain(v)));
        yield result;
      }
      case List<?> list -> list.stream().map(CrdYaml::plain).toList();
      case Double number when number == Math.rint(number) -> number.longValue();
      default -> value;
    };
  }

  private static final class NoOutput implements CRDGenerator.CRDOutput<OutputStream> {
    @Override
    public OutputStream outputFor(String crdName) {
      return new ByteArrayOutputStream();
    }

    @Override
    public void close() throws IOException {}
  }
}
