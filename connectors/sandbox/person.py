"""Who lives in the sandbox: a person, a household, and what is true. Each agency sees a part."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from connectors.records import TieKind
from connectors.sandbox.places import Place

Sex = Literal["M", "F"]


@dataclass(slots=True)
class Person:
    """One person as they are. `notes` are for the truth file: twin, shielded, adopted, same_name and so on."""

    number: int
    given: str
    family: str
    sex: Sex
    dob: date
    home: "Household"
    second: str = ""
    nickname: str = ""
    previous_family: str = ""
    nhs: str = ""
    upn: str = ""
    phone: str = ""
    ties: list[tuple["Person", TieKind]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def age(self, today: date) -> int:
        """Return the age in whole years."""
        born = self.dob
        return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


@dataclass(slots=True)
class Household:
    """People who live at one place, where they lived before, and whether the place must stay hidden."""

    number: int
    place: Place
    before: Place | None = None
    since: date | None = None
    hidden: bool = False
    people: list[Person] = field(default_factory=list)


OTHER_WAY: dict[TieKind, TieKind] = {
    "parent": "child",
    "child": "parent",
    "sibling": "sibling",
    "partner": "partner",
    "former_partner": "former_partner",
    "step_parent": "step_child",
    "step_child": "step_parent",
    "grandparent": "grandchild",
    "grandchild": "grandparent",
}


def tie(person: Person, other: Person, kind: TieKind) -> None:
    """Say what `other` is to `person`, both ways."""
    person.ties.append((other, kind))
    other.ties.append((person, OTHER_WAY[kind]))
