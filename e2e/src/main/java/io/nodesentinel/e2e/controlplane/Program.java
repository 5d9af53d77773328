package io.nodesentinel.e2e.controlplane;

import java.util.Arrays;
import java.util.Optional;

/// The programs a control plane consists of, in the order in which they are started.
public enum Program {
  ETCD("etcd", "go.etcd.io/etcd/server/v3"),
  KUBE_APISERVER("kube-apiserver", "k8s.io/kubernetes/cmd/kube-apiserver"),
  KUBE_CONTROLLER_MANAGER(
      "kube-controller-manager", "k8s.io/kubernetes/cmd/kube-controller-manager"),
  KUBE_SCHEDULER("kube-scheduler", "k8s.io/kubernetes/cmd/kube-scheduler"),
  KWOK("kwok", "sigs.k8s.io/kwok/cmd/kwok");

  private final String fileName;
  private final String goPackage;

  Program(String fileName, String goPackage) {
    this.fileName = fileName;
    this.goPackage = goPackage;
  }

  /// The name of the executable, also the name under which it is logged and shown.
  public String fileName() {
    return fileName;
  }

  /// The main package that `go build` is given. Its last element need not be [#fileName()].
  String goPackage() {
    return goPackage;
  }

  static Optional<Program> ofFileName(String fileName) {
    return Arrays.stream(values()).filter(p -> p.fileName.equals(fileName)).findFirst();
  }

  @Override
  public String toString() {
    return fileName;
  }
}
