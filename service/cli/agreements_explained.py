"""An explanation as a person reads it at a terminal: the answer in words, then what each rule had to do with it."""

from rich.console import Console
from rich.markup import escape

from policies.explained import CandidateExplained, Explanation
from service.cli.agreements_shown import GREEN, RED, coloured, table


def show_explanation(explanation: Explanation, console: Console) -> None:
    """Print it."""
    for one in explanation.candidates:
        _show_candidate(one, console)
    console.print(f"Decided by bundle {explanation.bundle}", highlight=False)


def _show_candidate(one: CandidateExplained, console: Console) -> None:
    yes = one.effect == "allow"
    head = coloured(f"Yes, level {one.level}", GREEN) if yes else coloured("No", RED)
    console.print(f"{head}: {escape(one.sentence)}")
    if one.fields:
        console.print(f"Fields: {', '.join(one.fields)}.")
    if one.considered:
        console.print(_rules(one))
    else:
        console.print("No rule of an agreement in force speaks of this.")
    for bound in one.bounds:
        console.print(f"Level at most {bound.level}: {escape(bound.source)}.")
    for each in one.classed:
        bar = f" ({each.bar})" if each.bar else ""
        console.print(f"Class {each.sensitivity}, {escape(each.stands_for)}: at most level {each.cap}{escape(bar)}.")
    for duty in one.obligations:
        console.print(f"Duty {escape(duty.obligation)}: {escape(duty.sentence)} ({', '.join(duty.sources)}).")
    for way in one.gateways:
        since = f"in force from {way.commenced_on}" if way.commenced_on else "without a commencement date"
        console.print(f"Gateway {escape(way.code)}: {escape(way.title)}, {since}. {way.source}")


def _rules(one: CandidateExplained) -> object:
    rows = table("Rules that speak of it", ("rule", "holds", "gives", "conditions", "what stood in its way"))
    for rule in one.considered:
        met = [f"{'met' if each.met else 'NOT MET'}: {each.asks_for}" for each in rule.conditions]
        failed = [f"{said.code}: {said.sentence}" for said in rule.failed]
        denied = f"at most {rule.leaves}" if rule.holds else ""
        gives = denied if rule.effect == "deny" else str(rule.level or "")
        name = f"{rule.agreement} v{rule.version} {rule.rule}{' (deny)' if rule.effect == 'deny' else ''}"
        holds = "yes, decides" if rule.decides and rule.holds else "yes" if rule.holds else "no"
        rows.add_row(escape(name), holds, gives, escape("\n".join(met)), escape("\n".join(failed)))
    return rows
