"""`service match weigh`: what a Splink model that was trained elsewhere makes of rows in a file, and why.

For an analyst who moves from Splink and wants both weights beside each other. It prints line numbers, levels and
weights, never what a row holds, and needs no store.
"""

import argparse
import csv
import json
from collections.abc import Sequence
from itertools import islice, pairwise
from pathlib import Path

from service.errors import NotAcceptable, ReasonCode
from service.matching.splink_file import SplinkModel, SplinkScore, splink_model_of

MOST = 10_000
"""Rows of a file that are read."""


def add_to(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the action."""
    parser = actions.add_parser("weigh", help="weigh pairs of rows by a Splink settings file, as Splink does")
    parser.add_argument("--settings", type=Path, required=True, help="what Splink's save_model_to_json wrote")
    parser.add_argument("file", type=Path, help="a CSV with the columns of the settings; each row with the next")
    parser.add_argument("--json", action="store_true", help="for a program to read")
    parser.set_defaults(carry_out=carry_out)


async def carry_out(options: argparse.Namespace) -> int:
    """Weigh each row with the next one."""
    model = splink_model_of(_bytes(options.settings))
    rows = _rows(options.file)
    missing = sorted(model.columns - set(rows[0]))
    if missing:
        advice = f"{options.file.name} lacks columns that the settings compare: {', '.join(missing)}. Export them too."
        raise NotAcceptable(ReasonCode.FIELD_INVALID, advice)
    scores = [(at, model.score(one, other)) for at, (one, other) in enumerate(pairwise(rows), start=2)]
    if options.json:
        print(json.dumps([_told(model, at, score) for at, score in scores], indent=1))
        return 0
    for at, score in scores:
        print(f"lines {at} and {at + 1}: {score.bits:+.3f} bits, probability {score.probability:.6f}")
        for name, level, weight in _parts(model, score):
            print(f"  {name}: {level} {weight:+.3f}")
    print("Term frequencies are not in a settings file, so no agreement is adjusted for rarity.")
    return 0


def _parts(model: SplinkModel, score: SplinkScore) -> list[tuple[str, str, float]]:
    names = [comparison.name for comparison in model.comparisons]
    return list(zip(names, score.levels, score.weights, strict=True))


def _told(model: SplinkModel, at: int, score: SplinkScore) -> dict[str, object]:
    parts = [{"comparison": name, "level": level, "bits": bits} for name, level, bits in _parts(model, score)]
    return {"lines": [at, at + 1], "bits": score.bits, "probability": score.probability, "parts": parts}


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as fault:
        raise NotAcceptable(ReasonCode.FIELD_INVALID, f"{path.name} cannot be read. Check the path.") from fault


def _rows(path: Path) -> Sequence[dict[str, str | None]]:
    """The rows by column, in lower case as Splink has them; an empty cell is null."""
    try:
        text = _bytes(path).decode("utf-8-sig")
        reader = csv.DictReader(text.splitlines(), strict=True)
        rows = [{str(name).lower(): value or None for name, value in row.items()} for row in islice(reader, MOST)]
    except (UnicodeDecodeError, csv.Error) as fault:
        raise NotAcceptable(ReasonCode.FIELD_INVALID, f"{path.name} is no CSV in UTF-8. Save it as one.") from fault
    if len(rows) < 2:
        raise NotAcceptable(ReasonCode.FIELD_INVALID, f"{path.name} has fewer than two rows, so there is no pair.")
    return rows
