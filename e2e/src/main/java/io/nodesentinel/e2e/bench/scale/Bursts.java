package io.nodesentinel.e2e.bench.scale;

import io.nodesentinel.e2e.bench.cluster.World;
import io.nodesentinel.e2e.bench.load.Baseline;
import io.nodesentinel.e2e.bench.load.Burst;
import io.nodesentinel.e2e.bench.report.Progress;
import java.util.ArrayList;
import java.util.List;

/// Bursts of several sizes, each on nodes of its own, and just before it the same PATCHes of the
/// same nodes by the bare client.
final class Bursts {
  private final World world;
  private final Progress progress;

  Bursts(World world, Progress progress) {
    this.world = world;
    this.progress = progress;
  }

  record Result(int size, Baseline.Pair plain, Burst.Round ours) {}

  List<Result> measure(List<Integer> sizes, Sampler sampler) {
    List<Result> results = new ArrayList<>();
    int from = 0;
    for (int size : sizes) {
      List<String> names = world.nodeNames.subList(from, from + size);
      from += size;
      Baseline.Pair plain = new Baseline(world).patches(names);
      sampler.mark("burst " + size);
      Burst.Round ours = new Burst(world).run("burst-" + size, names);
      results.add(new Result(size, plain, ours));
      progress.say(
          "burst of %d: cordoned in %.2f s (plain PATCHes %.2f s), written in %.2f s; released in"
              + " %.2f s (plain %.2f s), written in %.2f s",
          size,
          ours.cordon().changed(),
          plain.cordon().changed(),
          ours.cordon().settled(),
          ours.release().changed(),
          plain.release().changed(),
          ours.release().settled());
    }
    return results;
  }
}
