"""`service match train`: weights learnt from the store's own sealed records, without labels, into a model file.

The file holds counts and probabilities, and names only where many people bear them. It comes into use when
GOLDEN_THREAD_MODEL_PATH names it; what is linked stays as it is until the store is linked anew.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from rich.console import Console
from rich.table import Table

from service.cli.places import check_writable
from service.cli.progress import Progress
from service.errors import NotAcceptable, ReasonCode
from service.matching.calibration import calibrated
from service.matching.learning import CannotLearn, Learnt, learnt
from service.matching.model_file import ModelFile, parsed
from service.matching.training import ROUNDS
from service.nominals.material import SAMPLE, gather
from service.runtime import Runtime, open_runtime
from service.settings import read_settings

FEWEST = 100
_CLASSES = ("same person", "one household", "strangers with something in common", "strangers")


def add_to(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the action."""
    parser = actions.add_parser("train", help="learn the weights from the records that are loaded, without labels")
    parser.add_argument("--out", type=Path, required=True, help="where to write the model file")
    parser.add_argument("--name", default="", help="what to call the model; the file's name otherwise")
    parser.add_argument(
        "--sample", type=int, default=SAMPLE, help=f"records to seek pairs for ({SAMPLE:,}); 0 takes all of them"
    )
    parser.add_argument("--seed", type=int, default=7, help="the same seed draws the same records (7)")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"how long to train at the most ({ROUNDS})")
    parser.add_argument("--force", action="store_true", help="write the model though training did not converge")
    parser.add_argument("--json", action="store_true", help="print the report for a program to read")
    parser.set_defaults(carry_out=carry_out)


async def carry_out(options: argparse.Namespace) -> int:
    """Train and write; 1 where training did not converge and nothing was written."""
    if 0 < options.sample < FEWEST or options.sample < 0:
        raise NotAcceptable(ReasonCode.FIELD_INVALID, f"--sample must be at least {FEWEST}, or 0 for all records.")
    if options.rounds < 1:
        raise NotAcceptable(ReasonCode.FIELD_INVALID, "--rounds must be at least 1.")
    check_writable(options.out)
    async with open_runtime(read_settings()) as runtime:
        found, rounds = await _learn(runtime, options)
    source = calibrated(found)
    document = msgspec.json.format(msgspec.json.encode(source), indent=1) + b"\n"
    _, digest = parsed(document, options.out.name)
    written = found.trained.converged or options.force
    if written:
        options.out.write_bytes(document)
    report = {**_report(source, found), "digest": digest, "written": written, "rounds": rounds}
    if options.json:
        print(json.dumps(report, indent=1))
    else:
        _show(source, found, options.out if written else None)
    return 0 if written else 1


async def _learn(runtime: Runtime, options: argparse.Namespace) -> tuple[Learnt, list[dict[str, float]]]:
    rounds: list[dict[str, float]] = []

    def note(done: int, change: float) -> None:
        rounds.append({"round": done, "change": change})
        print(f"round {done:3d}: largest change {change:.1e}", file=sys.stderr)

    about = {
        "data": "this partnership's sealed records, a random sample",
        "sample": options.sample,
        "seed": options.seed,
        "trained_at": datetime.fromtimestamp(runtime.clock.now(), UTC).isoformat(timespec="seconds"),
    }
    reader, opener, key = runtime.store.database, runtime.opener, runtime.index_key
    try:
        with Progress("records compared") as progress:
            material = await gather(
                reader, opener, key, sample=options.sample, seed=options.seed, progress=progress.advance
            )
        name = options.name or options.out.stem
        assumed = runtime.model.source
        return learnt(material, assumed, name=name, about=about, rounds=options.rounds, report=note), rounds
    except CannotLearn as why:
        raise NotAcceptable(ReasonCode.FIELD_INVALID, str(why)) from None


def _report(source: ModelFile, found: Learnt) -> dict[str, Any]:
    return {
        "name": source.name,
        "population": source.population,
        "converged": found.trained.converged,
        "change": found.trained.change,
        "pairs": found.trained.pairs,
        "classes": dict(zip(_CLASSES, found.trained.classes, strict=True)),
        "household_class": source.household_class,
        "coverage": source.coverage,
        "household_others": source.household_others,
        "fields": msgspec.to_builtins(source.fields),
        "thresholds": msgspec.to_builtins(source.thresholds),
    }


def _show(source: ModelFile, found: Learnt, out: Path | None) -> None:
    console = Console()
    trained = found.trained
    classes = Table(title=f"Classes of {trained.pairs:,} pairs that share a token", title_justify="left")
    for heading in ("class", "share"):
        classes.add_column(heading, justify="right" if heading == "share" else "left")
    for name, share in zip(_CLASSES, trained.classes, strict=True):
        classes.add_row(name, f"{100 * share:.2f} %")
    console.print(classes, _weights(source))
    console.print(_sentences(source, found, out), soft_wrap=True)


def _weights(source: ModelFile) -> Table:
    table = Table(title="Probability of each level", title_justify="left")
    for heading in ("field", "level", "same person", "one household", "strangers", "from"):
        table.add_column(heading, justify="right" if heading in _CLASSES else "left")
    for name, field in source.fields.items():
        for at, level in enumerate(field.levels):
            first = (name, field.origin) if at == 0 else ("", "")
            table.add_row(first[0], level, *_cells((field.m[at], field.h[at], field.u[at])), first[1])
    return table


def _cells(shares: Sequence[float]) -> list[str]:
    return [f"{share:.2e}" if share < 0.001 else f"{share:.4f}" for share in shares]


def _sentences(source: ModelFile, found: Learnt, out: Path | None) -> str:
    trained = found.trained
    confirmed, likely = source.thresholds["confirmed"].bits, source.thresholds["likely"].bits
    lines = [
        f"The household class is {'on' if source.household_class else 'off: too few pairs look like one household'}.",
        f"Confirmed from {confirmed:g} bits, likely from {likely:g}.",
    ]
    if not trained.converged:
        lines.append(
            f"Training did not converge (the last round still moved a class by {trained.change:.1e})."
            " Let it go on with more --rounds, take a larger --sample, or write it all the same with --force."
        )
    lines.append(f"Written to {out}. Use it with GOLDEN_THREAD_MODEL_PATH={out}." if out else "Nothing was written.")
    return "\n".join(lines)
