"""The tables of a benchmark, and its targets."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bench.measuring import Effort, Figures, median
from bench.workloads import Lane

LEAST_SHARE = 0.50
MOST_P99_MS = 15.0
MOST_GROWTH = 1.3
MOST_WITH_KEY = 1.15
MOST_OF_BARE = 3.0
# every operation is memory: 90 more than there were at 150
MOST_RSS_MB = 165.0
RSS_REQUESTS = 100_000
MOST_EXPORT_MB = 60.0

_HEAD = """| server | app | pg | sum (min-max) | share | requests/s | p50 ms | p99 ms | KB | failed |
|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|"""


@dataclass
class Verdict:
    """What was to be reached, and whether it was. One that does not judge looks at failed requests only."""

    judges: bool = True
    lines: list[str] = field(default_factory=list)
    missed: int = 0

    def judge_workload(self, name: str, limit: Figures, ours: Figures, again: Figures | None = None) -> None:
        """Hold one workload to its targets."""
        self.judge_share(name, limit, ours, LEAST_SHARE)
        self._judge_latency(name, limit.p99, ours.p99)
        if again:
            part = again.cpu / ours.cpu
            self._judge(part < 1, f"{name}: a 304 costs {part:.2f} of a 200, below 1")

    def judge_share(self, name: str, limit: Figures, ours: Figures, least: float) -> None:
        """Hold the share of the limit that a question reaches to a target of its own."""
        share = limit.cpu / ours.cpu
        self._judge(share >= least, f"{name}: {share:.2f} of the limit, at least {least:.2f}")

    def judge_key(self, name: str, without: Figures, with_key: Figures) -> None:
        """Hold what a key adds to a read to its target."""
        factor = with_key.cpu / without.cpu
        self._judge(factor <= MOST_WITH_KEY, f"{name}: with a key {factor:.2f} times as much, at most {MOST_WITH_KEY}")

    def judge_create(self, name: str, bare: Figures, ours: Figures) -> None:
        """Hold what registering costs to its target."""
        factor = ours.cpu / bare.cpu
        self._judge(factor <= MOST_OF_BARE, f"{name}: {factor:.2f} times a bare INSERT, at most {MOST_OF_BARE}")

    def _judge_latency(self, name: str, limit: float, ours: float) -> None:
        """Where the limit itself is too slow, the machine is: other work takes the cores, and nothing can be told."""
        if self.judges and min(limit, ours) >= MOST_P99_MS:
            self.lines.append(f"unclear {name}: p99 {ours:.1f} ms, but the limit's own is {limit:.1f}: a busy machine")
        else:
            self._judge(ours < MOST_P99_MS, f"{name}: p99 {ours:.1f} ms, below {MOST_P99_MS:.0f}")

    def judge_growth(self, name: str, small: Figures, large: Figures, most: float | None = None) -> None:
        """Hold the growth of one workload's cost to its target, or to that of all."""
        factor, most = large.cpu / small.cpu, most or MOST_GROWTH
        self._judge(factor <= most, f"{name}: costs {factor:.2f} times as much, at most {most}")

    def judge_memory(self, rss: float, requests: int) -> None:
        """Hold the resident memory, in MB, to its target."""
        text = f"{rss:.0f} MB resident after {requests:,} requests, below {MOST_RSS_MB:.0f}"
        self._judge(rss < MOST_RSS_MB, text)

    def judge_export_memory(self, name: str, before: float, after: float) -> None:
        """Hold what exports add to the resident memory, in MB, to its target: it may not grow with what they hold."""
        grown = after - before
        self._judge(grown <= MOST_EXPORT_MB, f"{name}: {grown:.0f} MB more resident, at most {MOST_EXPORT_MB:.0f}")

    def judge_ratio(self, name: str, ratio: float, most: float) -> None:
        """Hold what something costs beside another thing of the same run to its target."""
        self._judge(ratio <= most, f"{name}: {ratio:.2f} times, at most {most}")

    def count_failures(self, name: str, figures: dict[str, Figures]) -> None:
        """Every request must have been answered, and whole."""
        if failed := sum(each.failed for each in figures.values()):
            self.missed += 1
            self.lines.append(f"MISSED  {name}: {failed:.0f} requests failed")

    def _judge(self, reached: bool, text: str) -> None:
        if self.judges:
            self.lines.append(f"{'ok' if reached else 'MISSED':7} {text}")
            self.missed += not reached

    def show(self) -> None:
        """Print every target."""
        if not self.judges:
            print("\nA short run shows that everything works; its figures are too few to be held to the targets.")
        print("\n".join(["", *self.lines]))


def tell(title: str, lanes: Sequence[Lane], results: Sequence[Sequence[Figures]], effort: Effort) -> dict[str, Figures]:
    """Print the table of one workload; return the medians by label. Shares are of the yardstick before."""
    print(f"\n## {title}: {effort.connections} connections, {effort.repetitions} x {effort.seconds} s\n\n{_HEAD}")
    medians = {lane.label: median(runs) for lane, runs in zip(lanes, results, strict=True)}
    reference = medians[lanes[0].label]
    for lane, runs in zip(lanes, results, strict=True):
        m = medians[lane.label]
        if lane.yardstick:
            reference = m
        sums = [run.cpu for run in runs]
        print(
            f"| {lane.label} | {m.app:.3f} | {m.pg:.3f} | {m.cpu:.3f} ({min(sums):.3f}-{max(sums):.3f}) "
            f"| {reference.cpu / m.cpu:.2f} | {m.rate:,.0f} | {m.p50:.2f} | {m.p99:.2f} | {lane.size / 1000:.1f} "
            f"| {m.failed:.0f} |",
            flush=True,
        )
    return medians
