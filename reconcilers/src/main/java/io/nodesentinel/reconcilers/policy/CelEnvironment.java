package io.nodesentinel.reconcilers.policy;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.cel.validator.CelValidator;
import dev.cel.validator.CelValidatorFactory;
import dev.cel.validator.validators.DurationLiteralValidator;
import dev.cel.validator.validators.TimestampLiteralValidator;
import io.nodesentinel.crds.FactKind;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Stream;

/// What expressions can see and do. The types are declared as structs, so that a misspelt field is
/// an error of the compiler; at run time they are maps, from which CEL's runtime selects as well.
final class CelEnvironment {
  /// As the schema of the policy says.
  static final int MAX_EXPRESSION_LENGTH = 2048;

  /// Over all comprehensions of one evaluation. The largest list of an event has 64 entries.
  static final int MAX_ITERATIONS = 1000;

  /// RE2 is linear in the text, and this bounds the factor.
  private static final int MAX_REGEX_PROGRAM = 10_000;

  private static final CelOptions OPTIONS =
      CelOptions.current()
          .comprehensionMaxIterations(MAX_ITERATIONS)
          .maxExpressionCodePointSize(MAX_EXPRESSION_LENGTH)
          .maxRegexProgramSize(MAX_REGEX_PROGRAM)
          // As in Kubernetes: 1 < 1.5 compares.
          .enableHeterogeneousNumericComparisons(true)
          .build();

  private static final MapType STRINGS = MapType.create(SimpleType.STRING, SimpleType.STRING);

  private static final StructType ENTITY =
      struct(
          "Entity",
          ImmutableMap.of("entityType", SimpleType.STRING, "entityValue", SimpleType.STRING));

  private static final StructType EVENT =
      struct(
          "HealthEvent",
          ImmutableMap.<String, CelType>builder()
              .put("nodeName", SimpleType.STRING)
              .put("agent", SimpleType.STRING)
              .put("componentClass", SimpleType.STRING)
              .put("checkName", SimpleType.STRING)
              .put("version", SimpleType.INT)
              .put("isHealthy", SimpleType.BOOL)
              .put("isFatal", SimpleType.BOOL)
              .put("message", SimpleType.STRING)
              .put("recommendedAction", SimpleType.STRING)
              .put("customRecommendedAction", SimpleType.STRING)
              .put("errorCode", ListType.create(SimpleType.STRING))
              .put("entitiesImpacted", ListType.create(ENTITY))
              .put("metadata", STRINGS)
              .put("generatedTimestamp", SimpleType.TIMESTAMP)
              .put("processingStrategy", SimpleType.STRING)
              .buildOrThrow());

  private static final StructType NODE_METADATA =
      struct(
          "NodeMetadata",
          ImmutableMap.of(
              "name",
              SimpleType.STRING,
              "uid",
              SimpleType.STRING,
              "labels",
              STRINGS,
              "annotations",
              STRINGS));

  private static final StructType TAINT =
      struct(
          "Taint",
          ImmutableMap.of(
              "key", SimpleType.STRING, "value", SimpleType.STRING, "effect", SimpleType.STRING));

  private static final StructType NODE_SPEC =
      struct(
          "NodeSpec",
          ImmutableMap.of("unschedulable", SimpleType.BOOL, "taints", ListType.create(TAINT)));

  private static final StructType CONDITION =
      struct(
          "NodeCondition",
          ImmutableMap.of(
              "type", SimpleType.STRING, "status", SimpleType.STRING, "reason", SimpleType.STRING));

  private static final StructType NODE_STATUS =
      struct("NodeStatus", ImmutableMap.of("conditions", ListType.create(CONDITION)));

  private static final StructType NODE =
      struct(
          "Node",
          ImmutableMap.of("metadata", NODE_METADATA, "spec", NODE_SPEC, "status", NODE_STATUS));

  private static final CelRuntime RUNTIME =
      CelRuntimeFactory.plannerRuntimeBuilder().setOptions(OPTIONS).build();

  private static final CelEnvironment OF_EVENT =
      new CelEnvironment("event", EVENT, new Types(EVENT, ENTITY));

  private static final CelEnvironment OF_NODE =
      new CelEnvironment(
          "node", NODE, new Types(NODE, NODE_METADATA, NODE_SPEC, NODE_STATUS, TAINT, CONDITION));

  private final String variable;
  private final Types types;
  private final CelCompiler compiler;
  private final CelValidator validator;

  private CelEnvironment(String variable, StructType type, Types types) {
    this.variable = variable;
    this.types = types;
    this.compiler =
        CelCompilerFactory.standardCelCompilerBuilder()
            .setOptions(OPTIONS)
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .setTypeProvider(types)
            .addVar(variable, type)
            .setResultType(SimpleType.BOOL)
            .build();
    this.validator =
        CelValidatorFactory.standardCelValidatorBuilder(compiler, RUNTIME)
            .addAstValidators(
                new Re2Validator(MAX_REGEX_PROGRAM),
                TimestampLiteralValidator.INSTANCE,
                DurationLiteralValidator.INSTANCE)
            .build();
  }

  /// What an expression of that kind sees.
  static CelEnvironment of(FactKind kind) {
    return switch (kind) {
      case HealthEvent -> OF_EVENT;
      case Node -> OF_NODE;
    };
  }

  /// The one variable.
  String variable() {
    return variable;
  }

  /// Every field of every type that can be reached from the variable.
  Collection<String> fieldNames() {
    return types.fieldNames();
  }

  /// @throws CelValidationException if the expression is wrong, literals in it included
  CelRuntime.Program compile(String expression)
      throws CelValidationException, CelEvaluationException {
    CelAbstractSyntaxTree ast = compiler.compile(expression).getAst();
    return RUNTIME.createProgram(validator.validate(ast).getAst());
  }

  private static StructType struct(String name, ImmutableMap<String, CelType> fields) {
    return StructType.create(
        "nodesentinel." + name, fields.keySet(), field -> Optional.ofNullable(fields.get(field)));
  }

  /// The struct types of one environment.
  private static final class Types implements CelTypeProvider {
    private final ImmutableMap<String, CelType> byName;

    Types(StructType... types) {
      byName = Stream.of(types).collect(ImmutableMap.toImmutableMap(StructType::name, t -> t));
    }

    @Override
    public ImmutableCollection<CelType> types() {
      return byName.values();
    }

    @Override
    public Optional<CelType> findType(String name) {
      return Optional.ofNullable(byName.get(name));
    }

    Collection<String> fieldNames() {
      return byName.values().stream()
          .flatMap(type -> ((StructType) type).fieldNames().stream())
          .collect(ImmutableSet.toImmutableSet());
    }
  }
}
