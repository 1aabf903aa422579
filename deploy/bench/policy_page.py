"""The tables of the policy bench: each figure beside its target and beside an empty call of the same run."""

from typing import Any, Final

from deploy.bench.page import Figures

TARGETS_MS: Final = {"remembered": 0.02, "embedded": 3.0, "opa": 4.0}
ACTIVATION_SECONDS: Final = 1.0
_NAMES: Final = {
    "remembered": "remembered",
    "embedded": "embedded (regopy)",
    "embedded, empty": "- an empty call of the same library",
    "opa": "OPA over loopback",
    "opa, empty": "- an empty query of the same server",
}


def figures_of(found: dict[str, Any]) -> Figures:
    """The tables."""
    page = Figures(f"A decision on {found['kinds']} kinds of record under {found['agreements']} agreements")
    page.table(
        "The machine, in the same run", ["what", "which"], [[name, value] for name, value in found["machine"].items()]
    )
    page.table(
        f"One decision, {found['rounds']:,} times",
        ["what", "median", "p99", "processor here", "target", ""],
        [_decision(name, label, found["decisions"]) for name, label in _NAMES.items() if name in found["decisions"]],
    )
    page.table(
        "A change of what is in force, while questions are asked", ["what", "figure", "target", ""], _changes(found)
    )
    decisions = found["decisions"]
    page.sentence(
        f"Of the {found['kinds']} kinds {decisions['allowed']} were allowed. The bundle's data are "
        f"{decisions['bundle_bytes'] / 1e6:.1f} MB; building it takes {decisions['build_processor_ms']:,.0f} ms of "
        f"processor, compiling it for the embedded engine {decisions['compile_processor_ms']:,.0f} ms."
    )
    return page


def _decision(name: str, label: str, found: dict[str, Any]) -> list[str]:
    spread = found[name]
    figures = [_ms(spread[part]) for part in ("median_ms", "p99_ms", "processor_ms")]
    target = TARGETS_MS.get(name)
    if target is None:
        return [label, *figures, "", ""]
    return [label, *figures, f"<= {_ms(target)}", _met(spread["median_ms"] <= target)]


def _changes(found: dict[str, Any]) -> list[list[str]]:
    rows = []
    for engine, one in found["activation"].items():
        in_time = _met(one["seconds"] <= ACTIVATION_SECONDS)
        rows.append([f"activation until it decides, {engine}", f"{one['seconds']:.2f} s", "<= 1 s", in_time])
        rows.append(
            [f"- requests that failed, of {one['answered']:,}", str(one["failed"]), "0", _met(one["failed"] == 0)]
        )
        rows.append(["- the slowest request meanwhile", f"{one['longest_ms']:.0f} ms", "", ""])
    stopped = found["suspension"]
    told, asked = sum(stopped["told_after"]), sum(stopped["asked_after"])
    label = f"suspension: of {asked:,} decisions begun after it in {stopped['processes']} processes, still told"
    rows.append([label, str(told), "0", _met(told == 0 and all(stopped["asked_after"]))])
    slowest = max(stopped["first_refusal_ms"])
    rows.append(["- until the first refusal, in the slower process", f"{slowest:.0f} ms", "", ""])
    return rows


def _ms(value: float) -> str:
    return f"{value * 1e3:.1f} us" if value < 0.1 else f"{value:.2f} ms"


def _met(good: bool) -> str:
    return "met" if good else "NOT MET"
