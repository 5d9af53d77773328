package io.nodesentinel.e2e.controlplane;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/// The TCP ports of one control plane, all on 127.0.0.1.
record Ports(
    int etcd, int etcdPeer, int apiServer, int controllerManager, int scheduler, int kwok) {
  private static final int COUNT = 6;

  /// Ports that were free a moment ago. Another process may take one before ours does, which then
  /// fails to start with "address already in use".
  static Ports free() throws IOException {
    List<ServerSocket> held = new ArrayList<>();
    try {
      for (int i = 0; i < COUNT; i++) {
        held.add(new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1")));
      }
      List<Integer> ports = held.stream().map(ServerSocket::getLocalPort).toList();
      return new Ports(
          ports.get(0), ports.get(1), ports.get(2), ports.get(3), ports.get(4), ports.get(5));
    } finally {
      for (ServerSocket socket : held) {
        socket.close();
      }
    }
  }

  int of(Program program) {
    return switch (program) {
      case ETCD -> etcd;
      case KUBE_APISERVER -> apiServer;
      case KUBE_CONTROLLER_MANAGER -> controllerManager;
      case KUBE_SCHEDULER -> scheduler;
      case KWOK -> kwok;
    };
  }
}
