/// The API group `nodesentinel.io`, version `v1alpha1`, as plain immutable values.
///
/// Spec and status are records that planners use directly; only the kinds themselves know the
/// Kubernetes client. Strings that are absent read as empty, lists and maps that are absent read as
/// empty and are immutable; optional scalars and objects are nullable. The CRDs are generated from
/// the annotations here.
@NullMarked
package io.nodesentinel.crds;

import org.jspecify.annotations.NullMarked;
