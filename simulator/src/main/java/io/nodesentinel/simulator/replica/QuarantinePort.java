package io.nodesentinel.simulator.replica;

import io.nodesentinel.crds.NodeQuarantineSpec;
import io.nodesentinel.reconcilers.port.QuarantineView;
import io.nodesentinel.reconcilers.port.QuarantineWrite;
import io.nodesentinel.reconcilers.port.Quarantines;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// `NodeQuarantine` objects, as one process writes them: spec and status are two requests.
final class QuarantinePort implements Quarantines {
  private final Connection to;

  QuarantinePort(Connection to) {
    this.to = to;
  }

  @Override
  public @Nullable QuarantineView get(String nodeName) {
    return to.caches().quarantines().view(nodeName);
  }

  @Override
  public QuarantineView write(QuarantineWrite write) {
    String name = write.nodeName();
    NodeQuarantineSpec spec = write.spec();
    QuarantineView first =
        write.base() == null
            ? write("create " + name, () -> to.server().quarantines.createEmpty(name))
            : write.base();
    QuarantineView base = first;
    if (spec != null || !base.finalizer() && !base.deleting()) {
      base =
          write(
              "apply spec of " + name, () -> to.server().quarantines.applySpec(name, first, spec));
    }
    QuarantineView known = base;
    return write(
        "apply status of " + name,
        () -> to.server().quarantines.applyStatus(known, write.statusAt(known.generation())));
  }

  private QuarantineView write(String what, Supplier<QuarantineView> effect) {
    to.takeTurn();
    QuarantineView written =
        to.calls()
            .send(
                what,
                () -> {
                  int before = to.server().quarantines.table().length();
                  QuarantineView result = effect.get();
                  if (to.server().quarantines.table().length() > before) {
                    to.witness().wrote(to.replica(), what);
                  }
                  return result;
                });
    to.caches().quarantines().take(written);
    return written;
  }

  @Override
  public void letGo(QuarantineView quarantine) {
    to.takeTurn();
    to.calls()
        .send(
            "let go of " + quarantine.nodeName(),
            () -> {
              to.server().quarantines.letGo(quarantine);
              to.witness().wrote(to.replica(), "finalizer of " + quarantine.nodeName());
              return "";
            });
    to.caches().quarantines().remove(quarantine);
  }

  @Override
  public void delete(QuarantineView quarantine) {
    to.takeTurn();
    QuarantineView rest =
        to.calls()
            .<@Nullable QuarantineView>send(
                "delete " + quarantine.nodeName(),
                () -> {
                  to.witness().wrote(to.replica(), "deletion of " + quarantine.nodeName());
                  return to.server().quarantines.delete(quarantine);
                });
    if (rest == null) {
      to.caches().quarantines().remove(quarantine);
    } else {
      to.caches().quarantines().take(rest);
    }
  }
}
