"""The three-class model: how much each level weighs for "same person" against "strangers or one household".

After Fellegi and Sunter (1969), with a third class for two people of one household, because that is where nearly all
false links come from. Term frequencies after Winkler: agreeing on a rare name weighs more than on a common one.
"""

from dataclasses import dataclass, field
from importlib import resources
from math import exp2, log2
from pathlib import Path
from typing import Final, NamedTuple

from msgspec.structs import replace

from service.errors import Misconfigured, ReasonCode
from service.matching.comparison import EXACT, FAMILY, GIVEN, ORDER, levels
from service.matching.model_file import FieldWeights, Frequencies, ModelFile, Threshold, parsed, refused
from service.matching.person import Person

_FAR: Final = 1000.0
_FEWEST: Final = 100
_PATTERNS: Final = 65_536
_NEAR: Final = frozenset({"house", "street", "misspelt", "postcode", "neighbour", "road"})


class Score(NamedTuple):
    """How sure the model is that two persons are one. `bits` is log2 odds, so 10 is about 1000 to 1."""

    bits: float
    levels: tuple[int, ...]
    weights: tuple[float, ...]
    """Each field's own log2 m/u, for the waterfall. They do not sum to `bits`: the household class comes between."""
    beyond_household: float
    """log2 odds against another person of the same household alone."""

    @property
    def probability(self) -> float:
        """The posterior probability of one person."""
        return 1 / (1 + exp2(-max(-_FAR, min(_FAR, self.bits))))


@dataclass(frozen=True, slots=True)
class Model:
    """A model ready to score, log weights worked out. Made by `shipped_model`, `load_model` or `model_of`."""

    name: str
    digest: str
    population: int
    thresholds: dict[str, Threshold]
    against_strangers: tuple[tuple[float, ...], ...]
    against_household: tuple[tuple[float, ...], ...]
    given: dict[str, float]
    family: dict[str, float]
    given_default: float
    family_default: float
    prior_stranger: float
    prior_household: float
    source: ModelFile
    weighed: dict[tuple[int, ...], tuple[tuple[float, ...], float, float]] = field(
        default_factory=dict, repr=False, compare=False
    )
    """Patterns of levels that were weighed already."""

    def scaled(self, population: int) -> "Model":
        """The same weights for an index that holds this many people (at least 100).

        The prior falls with the population, and so does the chance that two strangers share a house or a postcode,
        which hold as many people in a county as in a town. Worked out anew (about 1 ms): once for an index, not for
        every query.
        """
        people = max(_FEWEST, population)
        fields = dict(self.source.fields)
        fields["address"] = _spread(fields["address"], self.source.population / people)
        return ready(replace(self.source, population=people, fields=fields), self.digest)

    def score(self, sought: Person, candidate: Person) -> Score:
        """Score what was sought, or a record, against a candidate. Symmetric."""
        found = levels(sought, candidate)
        weights, stranger, household = self._weighed(found)
        if found[GIVEN] == EXACT:
            extra = self.given.get(sought.forenames[0], self.given_default)
            weights = (weights[GIVEN] + extra, *weights[1:])
            stranger += extra
            household += extra
        if found[FAMILY] == EXACT:
            extra = self.family.get(sought.families[0], self.family_default)
            weights = (weights[GIVEN], weights[FAMILY] + extra, *weights[2:])
            stranger += extra
        return Score(_both(stranger, household), found, weights, household)

    def bits_of(self, found: tuple[int, ...]) -> float:
        """The bits of a pattern of levels, names taken as neither rare nor common."""
        _, stranger, household = self._weighed(found)
        return _both(stranger, household)

    def _weighed(self, found: tuple[int, ...]) -> tuple[tuple[float, ...], float, float]:
        """What these levels weigh, before names that are rare or common: few patterns of levels make up most pairs."""
        known = self.weighed.get(found)
        if known is None:
            weights = tuple(self.against_strangers[at][level] for at, level in enumerate(found))
            at_home = sum(self.against_household[at][level] for at, level in enumerate(found) if level)
            known = weights, self.prior_stranger + sum(weights), self.prior_household + at_home
            if len(self.weighed) < _PATTERNS:
                self.weighed[found] = known
        return known


def _both(stranger: float, household: float) -> float:
    """log2 of P(match) / (P(random) + P(same household)), from the two log2 odds."""
    low, high = (stranger, household) if stranger < household else (household, stranger)
    return low - log2(1 + exp2(low - high)) if high - low < 60 else low


def shipped_model() -> Model:
    """The model that comes with the service."""
    name = "fylde-1.json"
    return model_of((resources.files("service.matching") / "models" / name).read_bytes(), name)


def load_model(path: Path) -> Model:
    """A model from a file. Raises Misconfigured with what is wrong and what to do."""
    try:
        document = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError) as error:
        folder = ": it is a folder" if path.is_dir() else ""
        advice = f"There is no file {path.name}{folder}. Give the path of a model file that `match train` wrote."
        raise Misconfigured(ReasonCode.SETTINGS_REFUSED, advice) from error
    except OSError as error:
        raise refused(path.name, "it cannot be read") from error
    return model_of(document, path.name)


def model_of(document: bytes, name: str) -> Model:
    """A model from a document's bytes. Raises Misconfigured."""
    return ready(*parsed(document, name))


def _spread(address: FieldWeights, ratio: float) -> FieldWeights:
    """u of the address for a population smaller by `ratio`: levels within a postcode scale, to 0.05 at most."""
    near = {level: min(0.05, u * ratio) for level, u in zip(address.levels, address.u, strict=True) if level in _NEAR}
    rest = sum(u for level, u in zip(address.levels, address.u, strict=True) if level not in _NEAR)
    left = (1 - sum(near.values())) / rest
    pairs = zip(address.levels, address.u, strict=True)
    return replace(address, u=tuple(near.get(level, u * left) for level, u in pairs))


def ready(source: ModelFile, digest: str) -> Model:
    """Work out the log weights of a model file that has been validated."""
    strangers, household = [], []
    for name in ORDER:
        weights = source.fields[name]
        pairs = zip(weights.m, weights.u, strict=True)
        strangers.append((0.0, *(log2(m / u) for m, u in pairs)))
        alike = zip(weights.m, weights.h, strict=True)
        household.append(
            (0.0, *(log2(m / h) for m, h in alike)) if source.household_class else (0.0,) * len(weights.levels) + (0.0,)
        )
    given, given_default = _extra(source.frequencies["given"], source.fields["given"].u[0])
    family, family_default = _extra(source.frequencies["family"], source.fields["family"].u[0])
    expected = source.coverage / source.population
    at_home = source.household_others / source.population
    return Model(
        name=source.name,
        digest=digest,
        population=source.population,
        thresholds=source.thresholds,
        against_strangers=tuple(strangers),
        against_household=tuple(household),
        given=given,
        family=family,
        given_default=given_default,
        family_default=family_default,
        prior_stranger=log2(expected),
        prior_household=log2(expected / at_home) if source.household_class else _FAR,
        source=source,
    )


def _extra(frequencies: Frequencies, average: float) -> tuple[dict[str, float], float]:
    """Bits to add to an exact agreement for each listed name, and for any other."""
    listed = {name: log2(average / share) for name, share in frequencies.names.items()}
    return listed, log2(average / frequencies.default)
