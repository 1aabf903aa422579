"""How the sandbox's families come about: couples, lone parents, step-families, three generations.

A cluster is a few households that belong together; nothing ties one cluster to another, so that a population of any
size can be made one cluster at a time.
"""

import random
from collections.abc import Iterator
from datetime import date, timedelta

from connectors.sandbox.names import Names
from connectors.sandbox.numbers import NhsNumbers, mobile, upn
from connectors.sandbox.person import Household, Person, Sex, tie
from connectors.sandbox.places import Place, place

TODAY = date(2026, 11, 20)
"""The day on which the sandbox is true."""
_SHARES = (0.22, 0.24, 0.27, 0.15, 0.08, 0.04)
"""Of people living alone, couples, couples with children, lone parents, step-families, three generations."""
_CHILDREN = (0.42, 0.38, 0.14, 0.06)
_MOVED = 0.22
_TWINS = 0.016
_SAME_NAME = 0.025
_REFUGE = 0.003
_ADOPTED = 0.003


class Families:
    """Makes clusters of households from one source of chance. `first` is the first number to give to anybody."""

    def __init__(self, chance: random.Random, names: Names, nhs: NhsNumbers, first: int, refuge: Place) -> None:
        self._chance, self._names, self._nhs, self._refuge = chance, names, nhs, refuge
        self._person = self._household = first

    def clusters(self) -> Iterator[list[Household]]:
        """Yield clusters without end."""
        makers = (self._alone, self._couple, self._couple_with_children, self._lone_parent, self._step, self._three)
        while True:
            for make in self._chance.choices(makers, _SHARES, k=64):
                community = self._names.community(self._chance)
                yield make(community, self._names.surname(self._chance, community))

    def _alone(self, community: int, surname: str) -> list[Household]:
        home = self._home()
        self._adult(home, community, surname, self._sex(), self._chance.randrange(19, 92))
        return [home]

    def _couple(self, community: int, surname: str) -> list[Household]:
        home = self._home()
        self._pair(home, community, surname, self._chance.randrange(20, 86))
        return [home]

    def _couple_with_children(self, community: int, surname: str) -> list[Household]:
        home = self._home()
        mother, father = self._pair(home, community, surname, self._chance.randrange(22, 56))
        self._children(home, community, surname, mother, father)
        return [home]

    def _lone_parent(self, community: int, surname: str) -> list[Household]:
        """A mother with her children, and most often the father in a place of his own."""
        home = self._home()
        mother = self._adult(home, community, surname, "F", self._chance.randrange(20, 52))
        if self._chance.random() < 0.3:
            self._children(home, community, surname, mother, None)
            return [home]
        elsewhere = self._home()
        family = surname if self._chance.random() < 0.55 else self._names.surname(self._chance, community)
        father = self._adult(elsewhere, community, family, "M", self._near(mother))
        tie(mother, father, "former_partner")
        if self._chance.random() < _REFUGE:
            self._flee(home, elsewhere.place)
        self._children(home, community, family, mother, father)
        return [home, elsewhere]

    def _step(self, community: int, surname: str) -> list[Household]:
        """A mother, her partner, her children of before and sometimes one of both; the father elsewhere."""
        home, elsewhere = self._home(), self._home()
        mother = self._adult(home, community, surname, "F", self._chance.randrange(26, 52))
        father = self._adult(elsewhere, community, surname, "M", self._near(mother))
        tie(mother, father, "former_partner")
        theirs = self._children(home, community, surname, mother, father)
        family = self._names.surname(self._chance, community)
        partner = self._adult(home, community, family, "M", self._near(mother))
        tie(mother, partner, "partner")
        for child in theirs:
            tie(child, partner, "step_parent")
        if self._chance.random() < 0.4 and mother.age(TODAY) < 45:
            both = family if self._chance.random() < 0.6 else f"{surname}-{family}"
            joint = self._child(home, community, both, self._born_between(0, 4))
            self._parented(joint, mother, partner, theirs)
        return [home, elsewhere]

    def _three(self, community: int, surname: str) -> list[Household]:
        [home] = self._couple_with_children(community, surname)
        mother, children = home.people[0], home.people[2:]
        old = self._adult(home, community, mother.previous_family or surname, self._sex(), mother.age(TODAY) + 24)
        tie(mother, old, "parent")
        for child in children:
            tie(child, old, "grandparent")
        return [home]

    def _pair(self, home: Household, community: int, surname: str, age: int) -> tuple[Person, Person]:
        woman = self._adult(home, community, surname, "F", age)
        man = self._adult(home, community, surname, "M", self._near(woman))
        tie(woman, man, "partner")
        how = self._chance.random()
        if how < 0.55:  # she took his name
            woman.previous_family = Names.as_borne(self._names.surname(self._chance, community), "F")
        elif how < 0.62:
            woman.previous_family = woman.family
            woman.family = f"{self._names.surname(self._chance, community)}-{surname}"
        elif how < 0.85:
            woman.family = Names.as_borne(self._names.surname(self._chance, community), "F")
        return woman, man

    def _children(
        self, home: Household, community: int, surname: str, mother: Person, father: Person | None
    ) -> list[Person]:
        """Give a mother children of an age that she could have, now and then twins or a son of his father's name."""
        eldest = max(0, min(24, mother.age(TODAY) - 18))
        found: list[Person] = []
        for _ in range(self._chance.choices((1, 2, 3, 4), _CHILDREN)[0]):
            child = self._child(home, community, surname, self._born_between(0, eldest))
            if father is not None and child.sex == "M" and self._chance.random() < _SAME_NAME:
                child.given = father.given
                child.notes.append("same_name")
                father.notes.append("same_name")
            if self._chance.random() < _ADOPTED:
                child.notes.append("adopted")
            self._parented(child, mother, father, found)
            found.append(child)
            if self._chance.random() < _TWINS:
                twin = self._child(home, community, surname, child.dob)
                self._parented(twin, mother, father, found)
                found.append(twin)
                child.notes.append("twin")
                twin.notes.append("twin")
        return found

    def _parented(self, child: Person, mother: Person, father: Person | None, siblings: list[Person]) -> None:
        tie(child, mother, "parent")
        if father is not None:
            tie(child, father, "parent")
        for sibling in siblings:
            tie(child, sibling, "sibling")

    def _home(self) -> Household:
        self._household += 1
        home = Household(self._household, place(self._household))
        if self._chance.random() < _MOVED:
            # a number far from any that a household of this population lives at
            home.before = place(self._household + 40_000_000)
            home.since = TODAY - timedelta(days=self._chance.randrange(20, 1500))
        return home

    def _flee(self, home: Household, left: Place) -> None:
        home.place, home.before, home.hidden = self._refuge, left, True
        home.since = TODAY - timedelta(days=self._chance.randrange(5, 120))
        home.people[0].notes.append("shielded")

    def _adult(self, home: Household, community: int, surname: str, sex: Sex, age: int) -> Person:
        born = TODAY - timedelta(days=int((age + self._chance.random()) * 365.25))
        return self._made(home, community, Names.as_borne(surname, sex), sex, born)

    def _child(self, home: Household, community: int, surname: str, born: date) -> Person:
        sex = self._sex()
        child = self._made(home, community, Names.as_borne(surname, sex), sex, born)
        if 4 <= TODAY.year - born.year <= 18:
            child.upn = upn(born.year + 4, child.number)
        if home.hidden:
            child.notes.append("shielded")
        return child

    def _made(self, home: Household, community: int, family: str, sex: Sex, born: date) -> Person:
        chance, names = self._chance, self._names
        self._person += 1
        given = names.given(chance, community, sex, born.year)
        person = Person(self._person, given, family, sex, born, home, nhs=self._nhs.next())
        if chance.random() < 0.45:
            person.second = names.given(chance, community, sex, born.year - 20)
        if chance.random() < 0.25:
            person.nickname = names.nickname(chance, given)
        if TODAY.year - born.year > 12 and chance.random() < 0.8:
            person.phone = mobile(person.number * 37)
        home.people.append(person)
        return person

    def _sex(self) -> Sex:
        return "M" if self._chance.random() < 0.5 else "F"

    def _near(self, other: Person) -> int:
        return max(18, other.age(TODAY) + self._chance.randrange(-5, 8))

    def _born_between(self, youngest: int, eldest: int) -> date:
        return TODAY - timedelta(days=self._chance.randrange(youngest * 365 + 5, eldest * 365 + 200))
