"""Pairs of records as a terminal shows them: the list, both records side by side, and the waterfall as bars."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from rich.console import RenderableType
from rich.markup import escape
from rich.table import Table

Reply = dict[str, Any]
_WIDEST: Final = 24
_BECAUSE: Final = {
    "between_bands": "between the bands",
    "perhaps_shielded": "held: perhaps a shielded person's",
    "joined": "joined; drawn for a check",
}
_HELD_BACK: Final = "a rule (twins, names that rhyme, a generation apart, identifiers) holds it back"
_WAITS: Final = {"open": "", "second": "second person", "third": "third person"}


def listed(pairs: Iterable[Reply]) -> Table:
    """The list, those whose decision is worth most first."""
    table = Table(title="Pairs that wait for you", title_justify="left", box=None, pad_edge=False)
    for heading in ("pair", "worth", "why", "band", "agencies", "asked (UTC)", "waits for", "claimed"):
        table.add_column(heading, overflow="fold")
    for one in pairs:
        waits = _WAITS.get(one["state"], one["state"]) or ("two people" if one["second_person"] else "one person")
        claim = f"{one['claim']} until {_clock(one['claimed_until'])}" if one["claim"] else ""
        why = _BECAUSE.get(one["because"], one["because"])
        cells = (one["number"], f"{one['worth']:.1f}", why, one["band"], "\n".join(one["agencies"]),
                 datetime.fromtimestamp(one["since"], UTC).strftime("%Y-%m-%d"), waits, claim)  # fmt: skip
        table.add_row(*map(str, cells))
    return table


def one_pair(reply: Reply) -> Iterator[RenderableType]:
    """A pair in full."""
    pair = reply["pair"]
    yield _side_by_side(pair, reply["fields"])
    yield _waterfall(reply)
    if reply["band_by_bits"] != reply["band_today"]:
        yield f"The bits alone would say {reply['band_by_bits']}: {_HELD_BACK}."
    for earlier in reply["earlier"]:
        said = f"Person {earlier['position']} said {earlier['verdict']} ({earlier['reason']})."
        yield escape(f"{said} {earlier['note']}".strip())
    if pair["second_person"]:
        yield "One person alone does not decide this pair: another confirms, without seeing what the first said."
    yield (
        f"Yours until {_clock(pair['claimed_until'])} UTC. Decide: service match queue decide {pair['number']} "
        f"--version {pair['version']} --verdict {'|'.join(reply['reasons'])} --reason CODE"
    )
    for verdict, reasons in reply["reasons"].items():
        yield f"  {verdict}: {', '.join(reasons)}"


def _side_by_side(pair: Reply, fields: Sequence[Reply]) -> Table:
    title = f"Pair {pair['number']}: {_BECAUSE.get(pair['because'], pair['because'])}"
    table = Table(title=title, title_justify="left")
    for heading in ("", *pair["agencies"], "how they compare"):
        table.add_column(heading, overflow="fold")
    for one in fields:
        if one["one"] or one["other"] or one["level"] == "hidden":
            values = (escape("\n".join(one[side])) for side in ("one", "other"))
            table.add_row(one["label"], *values, one["words"])
    return table


def _waterfall(reply: Reply) -> Table:
    """Bits are log2 odds: 10 more is about a thousand times as likely."""
    labels = {one["field"]: one["label"] for one in reply["fields"]}
    words = {one["field"]: one["words"] for one in reply["fields"]}
    table = Table(title="Where the score comes from, in bits", title_justify="left", box=None, pad_edge=False)
    table.add_column("")
    for heading in ("bits", "so far"):
        table.add_column(heading, justify="right")
    table.add_column("")
    most = max(abs(step["bits"]) for step in reply["waterfall"])
    for step in reply["waterfall"]:
        what = _what(step, labels, words)
        table.add_row(what, f"{step['bits']:+.2f}", f"{step['total']:+.2f}", _bar(step["bits"], most))
    probability = f"probability {reply['probability']:.4f}, band {reply['band_today']}"
    table.add_row("[bold]One person?[/bold]", f"{reply['bits']:+.2f}", "", probability)
    return table


def _what(step: Reply, labels: dict[str, str], words: dict[str, str]) -> str:
    if step["kind"] == "prior":
        return "Before anything is compared"
    if step["kind"] == "household":
        return "Taken off: two people of one household"
    if step["kind"] == "rarity":
        return f"{labels[step['field']]}: how rare it is"
    return f"{labels[step['field']]}: {words[step['field']]}"


def _bar(bits: float, most: float) -> str:
    length = round(abs(bits) / most * _WIDEST) if most else 0
    return f"[green]{'█' * length}[/green]" if bits > 0 else f"[red]{'▒' * length}[/red]"


def _clock(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%H:%M")
