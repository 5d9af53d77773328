/// A local, real control plane: etcd, kube-apiserver, kube-controller-manager, kube-scheduler, and
/// kwok in the place of the kubelets. For developers, the demo, and the tests on a real API server.
///
/// [io.nodesentinel.e2e.controlplane.Binaries] finds or builds the programs,
/// [io.nodesentinel.e2e.controlplane.ControlPlane] runs them, and
/// [io.nodesentinel.e2e.controlplane.ControlPlaneCommand] is the command line to both.
@NullMarked
package io.nodesentinel.e2e.controlplane;

import org.jspecify.annotations.NullMarked;
