"""An answer in a terminal: whom to ring first, then why it may be known, then its proof."""

from datetime import UTC, datetime
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

_APART = {
    "separate": " [bold]— linked, separate household[/bold]",
    "unknown": " — linked, not known whether they live together",
}


def show_answer(reply: dict[str, Any], console: Console) -> None:
    """Print the reply of `POST /v1/enquiries`."""
    answer, receipt = reply["answer"], reply["receipt"]
    if answer["outcome"] != "found":
        console.print(f"[bold]{escape(answer['message'])}[/bold]")
    else:
        why = " ".join(one["sentence"] for one in answer["why"])
        console.print(f"[bold]{escape(answer['band'].capitalize())}.[/bold] {escape(why)}")
    for person in answer["people"]:
        console.print(_heading(person))
        console.print(Padding(_services(person.get("services", [])), (0, 0, 1, 2)))
    for basis in answer["bases"]:
        console.print(f"Why you may know: {escape(basis['sentence'])}")
    for source in answer["not_covered"]:
        console.print(f"Not up to date: {escape(source['agency_name'])}, {escape(source['note'])}.")
    if answer["outcome"] == "found":
        console.print("[bold]Nothing shown does not mean that no service is involved.[/bold]")
    console.print(f"Receipt: entry {receipt['index']} of a log of {receipt['size']}, signed. {answer['marking']}.")


def _heading(person: dict[str, Any]) -> str:
    relation = person["relation"].replace("_", " ")
    name = escape(person.get("name", "")) or "(not named)"
    apart = _APART.get(person.get("household", ""), "")
    age = f", aged {person['age']}" if person.get("age") is not None else ""
    since = f", since {escape(person['since'])}" if person.get("since") else ""
    return f"\n[bold]{name}[/bold] ({escape(relation)}{since}{age}){apart}"


def _services(services: list[dict[str, Any]]) -> Table | str:
    if not services:
        return "Nothing that you may see."
    table = Table(show_header=True, header_style="bold")
    for heading in ("service", "whom to ring", "since", "updated"):
        table.add_column(heading)
    for card in services:
        table.add_row(*_row(card))
    return table


def _row(card: dict[str, Any]) -> tuple[str, str, str, str]:
    if card["level"] < 2:
        ask = "We can ask them to contact you." if card.get("brokered") else ""
        return "Another service is involved", ask, "", ""
    lead = " (lead professional)" if card.get("lead_professional") else ""
    updated = datetime.fromtimestamp(card["updated"], UTC).strftime("%d %b %Y") if card.get("updated") else ""
    status = f" ({card['status']})" if card.get("status") else ""
    return (
        escape(f"{card['agency_name']}: {card.get('service', '')}{lead}"),
        escape(_whom(card.get("contact") or {})),
        escape(f"{card.get('since', '')}{status}".strip()),
        f"{updated}{' — out of date' if card.get('stale') else ''}",
    )


def _whom(contact: dict[str, Any]) -> str:
    """The worker and their number; else the team's duty desk."""
    worker = " ".join(part for part in (contact.get("name"), contact.get("phone")) if part)
    desk = " ".join(part for part in (contact.get("team"), contact.get("duty_phone")) if part)
    return "; ".join(part for part in (worker, desk, contact.get("working_pattern")) if part)
