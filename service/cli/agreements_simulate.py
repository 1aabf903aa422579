"""`service agreements simulate`: who would see what if a document were in force, before anybody signs it.

The real policy engine is asked about every role, purpose, kind of record, provider and recipient, before and after.
Exit code 3 says that something newly opens, so that a pipeline can stop there; 0 that nothing does.
"""

import argparse
import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from rich.markup import escape
from rich.table import Table

from isa.agreement import Agreement
from isa.vocabulary import Vocabulary, load_vocabulary
from policies.drafts import Draft, SimulatedEngine
from policies.simulated_words import (
    change_in_words,
    how_in_words,
    what_in_words,
    when_in_words,
    who_in_words,
    why_in_words,
)
from policies.simulation import Change, Only, compare
from service.agreements import open_agreements
from service.cli.agreements_asked import add_question_options, check_words, question_of
from service.cli.agreements_explained import show_explanation
from service.cli.agreements_given import add_action, add_json, read_day, read_document
from service.cli.agreements_shown import terminal
from service.cli.progress import Progress
from service.clock import SystemClock
from service.errors import NotAcceptable, NotFound, ReasonCode
from service.settings import read_settings

OPENS = 3
"""The exit code that says that something would newly be shared."""


def add_to(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the action."""
    told = "say who would see what if a document were in force, and what would newly open or close"
    parser = add_action(actions, "simulate", told, "simulate --new lancs-isa-0042-1.4.0.json --role social_worker")
    parser.add_argument("--new", type=Path, metavar="FILE", help="the document as it would be, signed or not")
    parser.add_argument(
        "--old", type=Path, metavar="PATH", help="a document or a folder of them to compare with, not what is in force"
    )
    parser.add_argument("--who-sees", action="store_true", help="all that could be seen, and not only what changes")
    parser.add_argument("--person-like", action="store_true", help="one question in categories, answered in words")
    parser.add_argument("--day", help="as on this day, such as 2026-11-20; today otherwise")
    add_question_options(parser)
    add_json(parser)
    parser.set_defaults(carry_out=carry_out)


async def carry_out(options: argparse.Namespace) -> int:
    """Compare, or answer one question."""
    words, day = load_vocabulary(), read_day(options.day)
    check_words(options, words)
    if options.new is None and not options.who_sees and not options.person_like:
        advice = "Name the document with --new FILE, or ask --who-sees of what is in force."
        raise NotAcceptable(ReasonCode.FIELD_INVALID, advice)
    before = await _before(options, words)
    after = _with(before, read_document(options.new, words)) if options.new else before
    if options.person_like:
        return await _answer_one(options, before, after, day, words)
    changes = await _compare(options, () if options.who_sees else before, after, day, words)
    opens = any(one.difference.opens for one in changes) and not options.who_sees
    _show(changes, after, words, options)
    return OPENS if opens else 0


async def _before(options: argparse.Namespace, words: Vocabulary) -> tuple[Agreement, ...]:
    """What stands: the documents that were named, or all that is in force."""
    if options.old is not None:
        paths = sorted(options.old.glob("*.json")) if options.old.is_dir() else [options.old]
        if not paths:
            raise NotFound(ReasonCode.NOT_FOUND, f"There is no document in {options.old}. Check its name.")
        return tuple(read_document(path, words) for path in paths)
    agreements = open_agreements(read_settings().model_copy(update={"policy_engine": "embedded"}), SystemClock())
    try:
        return tuple(one.agreement for one in agreements.register.in_force)
    finally:
        await agreements.close()


def _with(before: Iterable[Agreement], new: Agreement) -> tuple[Agreement, ...]:
    """The same with the new document, which takes the place of every other version of it."""
    return (*(one for one in before if one.isa_id != new.isa_id), new)


def _engine(agreements: Iterable[Agreement], day: date, words: Vocabulary) -> SimulatedEngine:
    return SimulatedEngine([Draft(one) for one in agreements], day, words)


async def _compare(
    options: argparse.Namespace, before: Iterable[Agreement], after: Iterable[Agreement], day: date, words: Vocabulary
) -> tuple[Change, ...]:
    only = Only(options.agency, options.role, options.purpose, options.provider, options.record_type)
    old, new = _engine(before, day, words), _engine(after, day, words)
    with Progress("kinds of sharing") as progress:
        return await compare(old, new, words, only, progress.advance)


async def _answer_one(
    options: argparse.Namespace, before: Iterable[Agreement], after: Iterable[Agreement], day: date, words: Vocabulary
) -> int:
    question = question_of(options, day, words)
    was = await _engine(before, day, words).explain(question)
    will_be = await _engine(after, day, words).explain(question)
    old, new = was.candidates[0], will_be.candidates[0]
    if options.json:
        told = {
            "before": {"level": old.level, "sentence": old.sentence},
            "after": {"level": new.level, "sentence": new.sentence},
        }
        print(json.dumps(told, indent=2))
    else:
        console = terminal()
        console.print(f"Before: level {old.level}. {escape(old.sentence)}")
        console.print("After:")
        show_explanation(will_be, console)
    return OPENS if new.level > old.level or set(new.fields) - set(old.fields) else 0


def _show(
    changes: tuple[Change, ...], agreements: Iterable[Agreement], words: Vocabulary, options: argparse.Namespace
) -> None:
    names = {party.org_id: party.name for one in agreements for party in one.parties}
    if options.json:
        print(json.dumps([_document(one, names, words) for one in changes], indent=2))
        return
    if not changes:
        print("Nobody would see anything else." if not options.who_sees else "Nobody would see anything.")
        return
    rows = Table(box=None, show_header=False)  # long texts: one below the other, each as wide as the terminal
    for one in changes:
        rows.add_row(_kind(one), escape(one.difference.rule))
        for heading, said in zip(("who", "of what", "why", "how far", "when"), _cells(one, names, words), strict=True):
            rows.add_row(f"  {heading}", escape(said))
    terminal().print(rows)


def _cells(one: Change, names: dict[str, str], words: Vocabulary) -> tuple[str, ...]:
    return (
        who_in_words(one, names, words),
        what_in_words(one, names, words),
        why_in_words(one, words),
        how_in_words(one, words),
        when_in_words(one, words) or "whatever is asked",
    )


def _kind(one: Change) -> str:
    found = one.difference
    if found.opens:
        return "opens and closes" if found.closes else "opens"
    return "closes" if found.closes else "duties"


def _document(one: Change, names: dict[str, str], words: Vocabulary) -> dict[str, object]:
    found = one.difference
    return {
        "kind": _kind(one),
        "sentence": change_in_words(one, names, words),
        "where": {name: list(values) for name, values in one.where.items()},
        "when": {name: list(values) for name, values in one.when.items()},
        "before": found.before,
        "after": found.after,
        "opened": list(found.opened),
        "closed": list(found.closed),
        "duties_dropped": list(found.duties_dropped),
        "duties_added": list(found.duties_added),
        "rule": found.rule,
    }
