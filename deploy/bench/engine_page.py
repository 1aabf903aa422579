"""The tables of the engine bench: each figure beside its target, and whether it was met."""

from collections.abc import Mapping
from typing import Any, Final

from deploy.bench.page import Figures

TARGETS_US: Final = {
    ("sqlite", 1): (100.0, 300.0),
    ("sqlite", 5): (200.0, 800.0),
    ("postgresql", 1): (300.0, 700.0),
}
"""Median and p99 by engine and millions of records."""
_SPREAD: Final = ("median", "p90", "p99", "p99_9", "mean")
_HEADINGS: Final = ("microseconds", "median", "p90", "p99", "p99.9", "mean")


def figures_of(found: dict[str, Any]) -> Figures:
    """The tables of one size on one engine."""
    engine, records = found["engine"], found["records"]
    page = Figures(f"One match in process, {records:,} sealed records, {_NAMES[engine]}")
    page.table(
        "The machine, in the same run", ["what", "which"], [[name, value] for name, value in found["machine"].items()]
    )
    page.table("Against the target", ["what", "figure", "target", ""], _against(found))
    rows = [_row("cold: first time asked", found["cold"]["wall_us"]), _row("warm", found["warm"]["wall_us"])]
    rows += [_row(f"- {kind}", spread) for kind, spread in found["warm"]["by_kind"].items()]
    rows.append(_row("warm, processor of this thread", found["warm"]["processor_us"]))
    page.table(f"One match, {found['warm']['queries']:,} asked warm", _HEADINGS, rows)
    stages = [_row(stage, spread) for stage, spread in found["stages_us"].items()]
    page.table("Its stages, each with the two microseconds that timing it takes", _HEADINGS, stages)
    bare = [_row(name, spread) for name, spread in found["baselines_us"].items()]
    page.table("For comparison, in the same run", _HEADINGS, bare)
    page.sentence(_told(found))
    return page


_NAMES: Final = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def _row(label: str, spread: Mapping[str, float]) -> list[str]:
    return [label, *(f"{spread[name]:.1f}" for name in _SPREAD)]


def _against(found: dict[str, Any]) -> list[list[str]]:
    targets = TARGETS_US.get((found["engine"], round(found["records"] / 1e6)))
    warm = found["warm"]["wall_us"]
    rows = []
    for at, name in enumerate(("median", "p99")):
        figure = warm[name]
        if targets is None:
            rows.append([name, f"{figure / 1e3:.3f} ms", "", "no target at this size"])
        else:
            met = "met" if figure <= targets[at] else "NOT MET"
            rows.append([name, f"{figure / 1e3:.3f} ms", f"<= {targets[at] / 1e3:g} ms", met])
    return rows


def _told(found: dict[str, Any]) -> str:
    warm = found["warm"]
    outcomes = ", ".join(f"{outcome} {count:,}" for outcome, count in sorted(warm["outcomes"].items()))
    return (
        f"Outcomes: {outcomes}. Candidates opened: {warm['candidates']['mean']:.1f} on average, "
        f"{warm['candidates']['most']} at the most. No policy, no log and no HTTP are in these figures."
    )
