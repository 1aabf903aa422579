"""Drawing names: by community, sex and year of birth, with the frequencies that make some common and most rare."""

import random
from bisect import bisect, bisect_right
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from connectors.sandbox import names_british as british
from connectors.sandbox.names_communities import COMMUNITIES

_FEMALE_ENDINGS = (("ski", "ska"), ("cki", "cka"), ("dzki", "dzka"))


class Draw:
    """A list of words of falling frequency, from which one is drawn in about a third of a microsecond."""

    def __init__(self, words: list[str], fall: float = 0.75, lead: float = 2.0) -> None:
        self.words = words
        self._sums = list(accumulate((rank + lead) ** -fall for rank in range(len(words))))
        self._total = self._sums[-1]

    def one(self, chance: random.Random) -> str:
        """Return one word."""
        return self.words[bisect(self._sums, chance.random() * self._total)]


@dataclass(frozen=True)
class Names:
    """Every list, ready to draw from."""

    def community(self, chance: random.Random) -> int:
        """Return the place of a community in the list; -1 is British."""
        at = bisect_right(self._shares, chance.random())
        return at if at < len(COMMUNITIES) else -1

    def surname(self, chance: random.Random, community: int) -> str:
        """Return a surname as a man of the community would bear it."""
        if community >= 0:
            return self._foreign[community][0].one(chance)
        return self._common.one(chance) if chance.random() < 0.8 else self._rare.one(chance)

    def given(self, chance: random.Random, community: int, sex: str, year: int) -> str:
        """Return a given name for somebody born in a year."""
        # children of the other communities have British names now and then
        if community >= 0 and not (year > 1995 and chance.random() < 0.15):
            return self._foreign[community][1 if sex == "M" else 2].one(chance)
        return self._british[sex][bisect_right(self._periods, year) - 1].one(chance)

    def nickname(self, chance: random.Random, given: str) -> str:
        """Return a short form of a given name, or nothing where there is none."""
        forms = self._short.get(given)
        return chance.choice(forms) if forms else ""

    @staticmethod
    def as_borne(surname: str, sex: str) -> str:
        """Return a surname in the form that a person of this sex bears: Kowalski, Kowalska."""
        if sex == "F":
            for ending, female in _FEMALE_ENDINGS:
                if surname.endswith(ending):
                    return surname.removesuffix(ending) + female
        return surname

    @cached_property
    def _shares(self) -> list[float]:
        return list(accumulate(one.share for one in COMMUNITIES))

    @cached_property
    def _foreign(self) -> list[tuple[Draw, Draw, Draw]]:
        return [(Draw(c.surnames.split()), Draw(c.boys.split()), Draw(c.girls.split())) for c in COMMUNITIES]

    @cached_property
    def _common(self) -> Draw:
        return Draw(list(dict.fromkeys(british.SURNAMES.split())), fall=0.85, lead=6.0)

    @cached_property
    def _rare(self) -> Draw:
        made = (first + last for last in british.PLACE_LAST.split() for first in british.PLACE_FIRST.split())
        return Draw(list(made), fall=0.4, lead=20.0)

    @cached_property
    def _periods(self) -> list[int]:
        return list(british.BOYS)

    @cached_property
    def _british(self) -> dict[str, list[Draw]]:
        lists = {"M": british.BOYS, "F": british.GIRLS}
        return {sex: [Draw(words.split()) for words in periods.values()] for sex, periods in lists.items()}

    @cached_property
    def _short(self) -> dict[str, list[str]]:
        pairs = (pair.split(":") for pair in british.SHORT_FORMS.split())
        return {name: forms.split(",") for name, forms in pairs}
