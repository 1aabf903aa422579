"""The tables of the enquiry bench: each figure beside its target, and whether it was met."""

from collections.abc import Sequence
from typing import Any

from deploy.bench.page import Figures

MEDIAN_MS, P99_MS, PER_SECOND, TIMES_EMPTY = 2.0, 6.0, 1000.0, 15.0
MEMORY_BYTES = 1.5 * 2**30
LOAD_PER_SECOND = 20_000.0


def figures_of(found: dict[str, Any]) -> Figures:
    """The tables of one size."""
    page = Figures(f"{found['records']:,} sealed records")
    machine = found["machine"]
    page.table("The machine, in the same run", ["what", "which"], [[name, value] for name, value in machine.items()])
    page.table("Enquiries over HTTP, with a token", ["what", "figure", "target", ""], _targets(found))
    page.table("In more detail", _SPREAD_HEADINGS, _spreads(found))
    page.table(
        "What came of them",
        _TOLD_HEADINGS,
        _told(found),
    )
    page.table("Where the time of one enquiry goes (person)", _STEP_HEADINGS, _steps(found, "person"))
    page.table("Where the time of one enquiry goes (family)", _STEP_HEADINGS, _steps(found, "family"))
    page.table("The load", _LOAD_HEADINGS, _load(found))
    page.sentence(
        f"Loaded {found['load']['at']}. Linking and storing are the writer's; the rest is waiting for the parser, and "
        "the commits. Prepared alone: parse, normalise, tokenise and seal on one core, without a store."
    )
    receipts = found["http"]["receipts"]
    page.sentence(f"Receipts checked offline: {receipts['checked']}, sound: {receipts['sound']}.")
    return page


_SPREAD_HEADINGS = ("what", "requests", "median", "p95", "p99", "worst", "per second", "server CPU each")
_TOLD_HEADINGS = ("asked", "found", "nothing to show", "more than one", "failed", "cards each")
_STEP_HEADINGS = ("step", "median", "mean", "processor", "share of HTTP median")
_LOAD_HEADINGS = (
    "file", "records", "seconds", "per second", "linking s", "storing s", "rest s", "prepared alone, per second",
)  # fmt: skip


def met(holds: bool) -> str:
    """The word beside a target."""
    return "met" if holds else "NOT MET"


def _targets(found: dict[str, Any]) -> list[list[str]]:
    http, load = found["http"], total_load(found["load"])
    empty = http["empty"]["median_ms"]
    rows = [["empty endpoint, one at a time, median", f"{empty:.3f} ms", "", ""]]
    for scope, one in http["single"].items():
        median, p99 = one["median_ms"], one["p99_ms"]
        rows += [
            _row(f"{scope} enquiry, median", f"{median:.2f} ms", f"<= {MEDIAN_MS:g} ms", median <= MEDIAN_MS),
            _row(f"{scope} enquiry, p99", f"{p99:.2f} ms", f"<= {P99_MS:g} ms", p99 <= P99_MS),
            _row(f"{scope} enquiry, times the empty median", f"{median / empty:.1f}", f"<= {TIMES_EMPTY:g}",
                 median <= TIMES_EMPTY * empty),
        ]  # fmt: skip
    rate, memory = http["at_once"]["per_second"], http["memory"]["peak_bytes"]
    rows += [
        _row("16 at once", f"{rate:,.0f}/s", f">= {PER_SECOND:,.0f}/s", rate >= PER_SECOND),
        _row("server, peak memory", gibibytes(memory), "<= 1.5 GiB", memory <= MEMORY_BYTES),
        _row("load, sealed, indexed and linked", f"{load:,.0f} records/s", f">= {LOAD_PER_SECOND:,.0f}/s",
             load >= LOAD_PER_SECOND),
    ]  # fmt: skip
    return rows + [[f"database {name}", gibibytes(size), "", ""] for name, size in http["databases"].items()]


def _row(what: str, figure: str, target: str, holds: bool) -> list[str]:
    return [what, figure, target, met(holds)]


def gibibytes(size: float) -> str:
    """A size in GiB, or in MiB where it is small."""
    return f"{size / 2**30:.2f} GiB" if size >= 2**29 else f"{size / 2**20:.0f} MiB"


def total_load(load: dict[str, Any]) -> float:
    """Records a second over all files."""
    seconds = sum(one["seconds"] for one in load["files"])
    return float(sum(one["read"] for one in load["files"]) / seconds)


def _spreads(found: dict[str, Any]) -> list[list[str]]:
    http = found["http"]
    runs = [("empty, one at a time", http["empty"])]
    runs += [(f"{scope}, one at a time", one) for scope, one in http["single"].items()]
    runs += [
        ("both kinds, 16 at once", http["at_once"]),
        ("empty, 16 at once (this client's reach)", http["empty_at_once"]),
    ]
    return [
        [name, f"{one['requests']:,}", *(f"{one[key]:.2f} ms" for key in ("median_ms", "p95_ms", "p99_ms", "worst_ms")),
         f"{one['per_second']:,.0f}", f"{one['server_cpu_ms']:.2f} ms"]
        for name, one in runs
    ]  # fmt: skip


def _told(found: dict[str, Any]) -> list[list[str]]:
    runs: list[tuple[str, dict[str, int], str]] = [
        (f"{scope}, everybody drawn, in process", one["outcomes"], "") for scope, one in found["steps"].items()
    ]
    http = found["http"]
    runs += [(f"{scope}, over HTTP", one["outcomes"], f"{one['cards']:.1f}") for scope, one in http["single"].items()]
    busy = http["at_once"]
    runs.append(("16 at once, over HTTP", busy["outcomes"], f"{busy['cards']:.1f}"))
    kinds = ("found", "nothing_to_show", "more_than_one")
    return [
        [name, *(f"{outcomes.get(kind, 0):,}" for kind in kinds), _failed(outcomes, kinds), cards]
        for name, outcomes, cards in runs
    ]


def _failed(outcomes: dict[str, int], kinds: Sequence[str]) -> str:
    """Whatever is no answer, with its code."""
    others = {code.removeprefix("failed: "): times for code, times in outcomes.items() if code not in kinds}
    return ", ".join(f"{times:,} {code}" for code, times in sorted(others.items())) or "0"


def _steps(found: dict[str, Any], scope: str) -> list[Sequence[str]]:
    one, over_http = found["steps"][scope], found["http"]["single"][scope]
    rows: list[Sequence[str]] = []
    for name, step in one["steps"].items():
        median, label = step["median_ms"], f"- {name}" if step["part"] else name
        share = _share(median, over_http["median_ms"])
        rows.append((label, f"{median:.3f} ms", f"{step['mean_ms']:.3f} ms", f"{step['cpu_ms']:.3f} ms", share))
    whole = next(iter(one["steps"].values()))
    beside = one["other_threads_cpu_ms"]
    rest = over_http["median_ms"] - whole["median_ms"]
    processor = over_http["server_cpu_ms"] - whole["cpu_ms"] - beside
    share = _share(rest, over_http["median_ms"])
    rows.append(("the log's own thread, beside it", "", "", f"{beside:.3f} ms", ""))
    rows.append(("HTTP, token check, JSON in and out, log line", f"{rest:.3f} ms", "", f"{processor:.3f} ms", share))
    total, cpu = over_http["median_ms"], over_http["server_cpu_ms"]
    rows.append(("whole enquiry, over HTTP", f"{total:.3f} ms", "", f"{cpu:.3f} ms", "100 %"))
    return rows


def _share(part: float, whole: float) -> str:
    return f"{100 * part / whole:.0f} %" if whole else ""


def _load(found: dict[str, Any]) -> list[list[str]]:
    rows = []
    for one in found["load"]["files"]:
        rows.append([
            one["connector"], f"{one['read']:,}", f"{one['seconds']:.1f}", f"{one['read'] / one['seconds']:,.0f}",
            f"{one['linking']:.1f}", f"{one['storing']:.1f}", f"{one['rest']:.1f}", f"{one['prepare_per_second']:,.0f}",
        ])  # fmt: skip
    return rows
