"""Step 2: find the person. Blind tokens bring sealed candidates; they are opened in memory, scored and banded.

Only `confirmed` and `likely` go on. A `possible` match is for the review queue, never for the asker. Two people who
fit almost equally well are nobody until the asker adds a detail: a wrong link tells about the wrong family.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final, Literal, NamedTuple, Protocol

from service.matching.bands import Band
from service.matching.model import Score
from service.matching.nearness import FAR, Nearness
from service.matching.normalise import person_from_sought
from service.matching.person import Person
from service.matching.ranking import Known, Ranked, rank
from service.matching.sought import Sought
from service.matching.tokens import IndexKey, tokens_of, wider
from service.opening import Opener
from service.sealing.keys import CannotOpen
from service.store.rows import SealedPerson
from service.store.sharing import Met
from service.store.store import Store

_FEW: Final = 6
"""Up to so many candidates are scored straight away: most of them are the person, and are not far off."""
_SHOWN: Final = (Band.CONFIRMED, Band.LIKELY)


class Found(NamedTuple):
    """A golden nominal that fits, by the best of its records."""

    golden: int
    score: Score
    band: Band


class Match(NamedTuple):
    """What the index knows of the person sought: one golden nominal, none, or too many to say."""

    outcome: Literal["one", "none", "many"]
    candidates: int
    best: Found | None = None
    rival: Found | None = None
    """With `many`: the next person, who fits almost as well."""
    opened: Mapping[int, Person] = MappingProxyType({})
    """The candidates' records that were opened, so that none is opened twice."""
    sought: Person = Person()
    """What was typed, normalised."""


class Engine(Protocol):
    """What matching needs of the runtime: no agreement, no policy, no log."""

    @property
    def index_key(self) -> IndexKey:
        """The partnership's index key."""
        ...

    @property
    def store(self) -> Store:
        """The sealed records."""
        ...

    @property
    def opener(self) -> Opener:
        """What opens them."""
        ...

    @property
    def near(self) -> Nearness:
        """What tells for its model who is too far off to be scored."""
        ...


async def match(sought: Sought, engine: Engine) -> Match:
    """Find the golden nominal of the person sought: as typed; if that is not sure, with the names swapped too."""
    person = person_from_sought(sought)
    tokens = tokens_of(person, engine.index_key)
    met, scored = Met(), _Scored(person, engine)
    sealed = await engine.store.candidates(tokens, met)
    found = _judged(sealed, scored, engine)
    if found.best is not None and found.best.band is Band.CONFIRMED:
        return found
    more = wider(person, engine.index_key, tokens)
    if len(more) == len(tokens):
        return found
    others = await engine.store.candidates(more, met)
    return found if others == sealed else _judged(others, scored, engine)


def _judged(sealed: Sequence[SealedPerson], scored: "_Scored", engine: Engine) -> Match:
    """Rank the golden nominals that somebody near belongs to; of those, all records count, for the hard rules."""
    met = [(row, *found) for row in sealed if (found := scored.met(row, many=len(sealed) > _FEW)) is not None]
    opened = {row.record: person for row, person, _ in met}
    near = {row.golden for row, _, score in met if score is not FAR}
    if not near:
        return Match("none", len(sealed), None, None, opened, scored.sought)
    known = [
        Known(str(row.record), str(row.golden), row.provider, person, score)
        for row, person, score in met
        if row.golden in near
    ]
    return _choose(rank(scored.sought, known, engine.near.model), len(sealed), opened, scored.sought)


class _Scored:
    """Opens and scores candidates against one person sought, each once, though it is met in both look-ups."""

    def __init__(self, sought: Person, engine: Engine) -> None:
        self.sought = sought
        self._open, self._score, self._far = engine.opener.person, engine.near.model.score, engine.near.far
        self._met: dict[SealedPerson, tuple[Person, Score] | None] = {}
        """By the whole row, key and ciphertext included: one that was sealed anew or moved since is opened anew."""

    def met(self, row: SealedPerson, *, many: bool) -> tuple[Person, Score] | None:
        """Who it is, and the score: FAR where there are many and this one cannot reach a band.

        An agency that has withdrawn its keys takes no part, as if it held nobody.
        """
        if row in self._met:
            return self._met[row]
        try:
            person = self._open(row)
        except CannotOpen:
            self._met[row] = None
            return None
        score = FAR if many and self._far(self.sought, person) else self._score(self.sought, person)
        met = self._met[row] = person, score
        return met


def _choose(ranked: Sequence[Ranked], candidates: int, opened: Mapping[int, Person], sought: Person) -> Match:
    """The best golden nominal, if it is sure enough and no other one comes close."""
    shown = [one for one in ranked if one.band in _SHOWN]
    if not shown:
        return Match("none", candidates, None, None, opened, sought)
    best = shown[0]
    if best.contested and len(shown) > 1:
        return Match("many", candidates, _found(best), _found(shown[1]), opened, sought)
    return Match("one", candidates, _found(best), None, opened, sought)


def _found(ranked: Ranked) -> Found:
    return Found(int(ranked.golden), ranked.best.score, ranked.band)
