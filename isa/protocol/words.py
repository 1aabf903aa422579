"""The words in which an agreement is read: dates, lists, levels, fields, offices. British English, GOV.UK style.

A code that nobody gave words to is shown as it is written, its underscores opened: nothing is ever left out.
"""

from collections.abc import Iterable
from datetime import date

from isa.vocabulary import Vocabulary

LEVELS = {
    0: "Nothing",
    1: "That a service is involved",
    2: "Whom to contact",
    3: "A summary",
    4: "The listed details",
}
"""The minimisation ladder (domain 3.6), as a heading of a cell says it."""

UP_TO = {
    0: "nothing",
    1: "that a service is involved",
    2: "whom to contact",
    3: "whom to contact, and a summary",
    4: "whom to contact, a summary, and the listed details",
}
"""The same, in the middle of a sentence: each level holds those below it."""

REGIMES = {
    "part2": "UK GDPR and Part 2 of the Data Protection Act 2018",
    "part3": "Part 3 of the Data Protection Act 2018 (law enforcement)",
    "part3->part2": "from Part 3 of the Data Protection Act 2018 (law enforcement) to the UK GDPR and Part 2",
    "part2->part3": "from the UK GDPR and Part 2 to Part 3 of the Data Protection Act 2018 (law enforcement)",
}
FIELDS = {
    "involvement_exists": "that a service is involved",
    "contact_card": "contact card",
    "since_month": "month it began",
    "ties": "family ties that a source declared",
    "subject_role": "in what part the person stands",
    "categories": "categories of concern",
    "last_contact_month": "month of last contact",
    "events": "dated events",
    "detail": "narrative detail",
}
CONTROLLERS = {"nhs_trust": "NHS trust", "icb": "integrated care board", "police": "police force"}
MONTHS = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)


def day(text: str) -> str:
    """`2026-10-01` as `1 October 2026`."""
    found = date.fromisoformat(text)
    return f"{found.day} {MONTHS[found.month - 1]} {found.year}"


def opened(code: str) -> str:
    """A code as words: `social_worker` as `social worker`."""
    return code.replace("_", " ")


def opening(text: str) -> str:
    """The text as the opening of a sentence: its first letter a capital, the rest as it is."""
    return text[:1].upper() + text[1:]


def joined(parts: Iterable[str], word: str = "and") -> str:
    """`a, b and c`; the empty string for none."""
    found = list(dict.fromkeys(parts))
    return found[0] if len(found) == 1 else f"{', '.join(found[:-1])} {word} {found[-1]}" if found else ""


def counted(number: int, thing: str) -> str:
    """`1 hour`, `24 hours`."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def field(code: str) -> str:
    """A field of a record, as a partner would call it."""
    return FIELDS.get(code, opened(code))


def purpose(code: str, words: Vocabulary) -> str:
    """The title of a purpose; `*` is every purpose."""
    if code == "*":
        return "every purpose"
    known = words.purposes.get(code)
    return known.title if known else opened(code)


def role(code: str, words: Vocabulary) -> str:
    """The title of a role, in the plural; `*` is everyone."""
    if code == "*":
        return "everyone"
    known = words.roles.get(code)
    return known.title if known else opened(code)


def office(code: str, words: Vocabulary) -> str:
    """Who may sign, stop or be told: an office or a role."""
    return words.offices.get(code) or (role(code, words) if code in words.roles else opened(code))


def record_type(code: str, words: Vocabulary) -> str:
    """The title of a kind of record."""
    known = words.record_types.get(code)
    return known.title if known else code


def area(code: str, words: Vocabulary) -> str:
    """The name of an area."""
    return words.jurisdictions.get(code, code)


def sensitivity(code: str, words: Vocabulary) -> str:
    """A sensitive class, as a partner would call it."""
    titles = {name.value: known.title for name, known in words.sensitivities.items()}
    return titles.get(code) or opened(code).lower()


def controller(code: str) -> str:
    """What sort of body a party is."""
    return CONTROLLERS.get(code, opened(code))


def forum(code: str, words: Vocabulary) -> str:
    """The name of a meeting; its code where the vocabulary does not name it."""
    known = words.forums.get(code)
    return known.title if known else opened(code)


def section(code: str) -> str:
    """`s35(2)(b)` as `section 35(2)(b)`; anything else as it stands."""
    return f"section {code[1:]}" if code[:1] == "s" and code[1:2].isdigit() else code
