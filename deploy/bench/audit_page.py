"""The tables of the audit bench: each figure beside its target, and beside the disk and the peers of the same run."""

from typing import Any, Final

from deploy.bench.page import Figures

SQLITE: Final = 50_000
POSTGRESQL: Final = 45_000
HTTP_SHARE: Final = 0.75
FLUSHES: Final = 10
CHECK_SECONDS: Final = 0.9
DEEP_SECONDS: Final = 2.5
VERIFIER_BYTES: Final = 300e6
PROOF_MS: Final = 1.0
LARGE_SHARE: Final = 0.95
AT_RATE: Final = 1_000
_NAMES: Final = {"sqlite": "SQLite, one process", "postgresql": "PostgreSQL, two processes"}

_ENDPOINTS: Final = {
    "enquiry": "An enquiry, as the service answers it",
    "http": "An endpoint that does next to nothing else",
}


def figures_of(found: dict[str, Any]) -> Figures:
    """The tables of the parts that were measured."""
    page = Figures("The audit log: durable, proved, signed appends")
    page.table(
        "The machine, in the same run", ["what", "which"], [[name, value] for name, value in found["machine"].items()]
    )
    if found.keys() & {"sqlite", "postgresql", "peers"}:
        _appends(page, found)
        _latencies(page, found)
    for name, table in (("enquiry", _http), ("http", _http), ("verify", _verify), ("large", _large)):
        if name in found:
            table(page, found, name)
    return page


def _appends(page: Figures, found: dict[str, Any]) -> None:
    rows = []
    for name, target in (("sqlite", SQLITE), ("postgresql", POSTGRESQL)):
        if name in found:
            closed = found[name]["closed"]
            rows.append([_NAMES[name], *_rate(closed), f">= {target:,}/s", _met(closed["per_second"] >= target)])
    peers = found.get("peers", {})
    labels = {"pymerkle": "pymerkle on SQLite", "naive": "one commit and one hash link an entry"}
    rows += [[label, *_rate(peers[name]), "", ""] for name, label in labels.items() if name in peers]
    page.table(
        "Appends a second, every caller waiting for its own durable entry",
        ["what", "entries", "a second", "processor an entry", "target", ""],
        rows,
    )
    rounds = [f"{_NAMES[name]} {_list(found[name]['rounds'])}" for name in _NAMES if name in found]
    if rounds:
        page.sentence(
            f"Rounds, of which the best counts: {'; '.join(rounds)}. The entries of PostgreSQL are "
            f"{'numbered without a gap' if found.get('postgresql', {}).get('gapless', True) else 'NOT GAPLESS'}."
        )


def _latencies(page: Figures, found: dict[str, Any]) -> None:
    rows = []
    for name in ("sqlite", "postgresql"):
        if name not in found:
            continue
        engine, sync = _NAMES[name].split(",", maxsplit=1)[0], found[name]["sync_ms"]
        rows.append([f"{engine}, one caller alone", *_times(found[name]["alone"], sync), "", ""])
        for one in found[name]["offered"]:
            target = one["offered"] == AT_RATE and name == "sqlite"
            verdict = [f"<= {FLUSHES} x", _met(one["p99_ms"] <= FLUSHES * sync)] if target else ["", ""]
            rows.append([f"{engine}, {one['offered']:,}/s offered", *_times(one, sync), *verdict])
    if rows:
        page.table(
            "How long an append takes, and in flushes of 8 KiB of the same run",
            ["what", "reached", "median", "p99", "p99 in flushes", "target", ""],
            rows,
        )


def _http(page: Figures, found: dict[str, Any], name: str) -> None:
    http = found[name]
    without = "bare" if name == "http" else "unlogged"
    rows = [
        [label, f"{one['per_second']:,.0f}/s", f"{one['median_ms']:.2f} ms", f"{one['p99_ms']:.2f} ms",
         f"{one['server_us']:,.0f} us"]
        for label, one in (("without the log", http[without]), ("with the log", http["logged"]))
    ]  # fmt: skip
    page.table(
        f"{_ENDPOINTS[name]}, over HTTP, {http['lines']} connections at once",
        ["what", "answers", "median", "p99", "processor an answer"],
        rows,
    )
    page.sentence(
        f"With the log it reaches {http['share']:.0%} of the answers without (target >= {HTTP_SHARE:.0%}: "
        f"{_met(http['share'] >= HTTP_SHARE)}), by processor time {http['of_processor']:.0%}."
    )


def _verify(page: Figures, found: dict[str, Any], _: str) -> None:
    targets = {"check": CHECK_SECONDS, "deep": DEEP_SECONDS}
    rows = []
    for name, target in targets.items():
        one = found["verify"][name]
        good = one["exit"] == 0 and one["seconds"] <= target and one["peak_bytes"] <= VERIFIER_BYTES
        figures = [f"{one['seconds']:.2f} s", f"{one['processor_seconds']:.2f} s", f"{one['peak_bytes'] / 1e6:.0f} MB"]
        rows.append([name, *figures, f"<= {target} s, {VERIFIER_BYTES / 1e6:.0f} MB", _met(good)])
    page.table(
        f"`python -m audit verify` of {found['verify']['entries']:,} entries",
        ["what", "time", "processor", "largest process", "target", ""],
        rows,
    )


def _large(page: Figures, found: dict[str, Any], _: str) -> None:
    large = found["large"]
    share = large["per_second"]["large"] / large["per_second"]["small"]
    proofs = large["proofs"]
    rows = [
        [f"appends onto {large['small']:,} entries", f"{large['per_second']['small']:,.0f}/s",
         f"{large['processor_us']['small']:.1f} us", "", ""],
        [f"appends onto {large['entries']:,} entries", f"{large['per_second']['large']:,.0f}/s",
         f"{large['processor_us']['large']:.1f} us", f">= {LARGE_SHARE:.0%} of those", _met(share >= LARGE_SHARE)],
        [f"a receipt with its proof of {proofs['hashes']} hashes, p99", f"{proofs['p99_ms']:.2f} ms",
         f"{proofs['processor_us']:.0f} us", f"<= {PROOF_MS:.0f} ms", _met(proofs["p99_ms"] <= PROOF_MS)],
        ["- median", f"{proofs['median_ms']:.2f} ms", "", "", ""],
    ]  # fmt: skip
    page.table(
        f"At {large['entries']:,} entries: {share:.0%} of the speed at {large['small']:,}",
        ["what", "figure", "processor", "target", ""],
        rows,
    )


def _rate(one: dict[str, Any]) -> list[str]:
    return [f"{one['entries']:,}", f"{one['per_second']:,.0f}/s", f"{one['processor_us']:.1f} us"]


def _times(one: dict[str, Any], sync: float) -> list[str]:
    reached = f"{one['per_second']:,.0f}/s" if "per_second" in one else ""
    return [reached, f"{one['median_ms']:.2f} ms", f"{one['p99_ms']:.2f} ms", f"{one['p99_ms'] / sync:.1f} x"]


def _list(rates: list[float]) -> str:
    return ", ".join(f"{rate:,.0f}" for rate in rates)


def _met(good: bool) -> str:
    return "met" if good else "NOT MET"
