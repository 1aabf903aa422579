"""A settings file of Splink (4 or 5) as a two-class model on its own comparison levels, which weighs as Splink does.

For a partnership that has a trained Splink model already, and to hold both to one number on one pair. It has no
household class, so it weighs and does not link: see docs/matching.md. Fellegi and Sunter (1969); term frequencies as
Splink documents them (`tf_adjustment_weight`, `tf_minimum_u_value`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp2, log2
from typing import Any, Final, NamedTuple

import msgspec

from service.errors import Misconfigured, ReasonCode
from service.matching.splink_sql import NotSupported, Record, Term, columns_of, condition, is_exact

_FAR: Final = 1000.0

Frequencies = Mapping[str, Mapping[str, float]]
"""By column: the share of records that have each value."""


class SplinkScore(NamedTuple):
    """What Splink's settings make of two records."""

    bits: float
    """Splink's `match_weight`, the prior included."""
    levels: tuple[str, ...]
    """The label of the level of each comparison."""
    weights: tuple[float, ...]
    """Each comparison's part of `bits`, its term frequency adjustment included."""

    @property
    def probability(self) -> float:
        """Splink's `match_probability`."""
        return 1 / (1 + exp2(-max(-_FAR, min(_FAR, self.bits))))


class _Adjustment(NamedTuple):
    column: str
    base: float
    """log2 of the share of random pairs that agree exactly."""
    weight: float
    least: float


class _Level(NamedTuple):
    label: str
    holds: Term
    bits: float
    adjustment: _Adjustment | None


class _Comparison(NamedTuple):
    name: str
    levels: tuple[_Level, ...]


@dataclass(frozen=True, slots=True)
class SplinkModel:
    """A Splink model ready to weigh. Made by `splink_model_of`."""

    prior: float
    """log2 odds that two records picked by chance are one person."""
    comparisons: tuple[_Comparison, ...]
    columns: frozenset[str]
    """What its levels read of a record, in lower case."""

    def score(self, left: Record, right: Record, frequencies: Frequencies | None = None) -> SplinkScore:
        """Weigh two records, given as columns of text. Without `frequencies` no agreement is adjusted for rarity."""
        labels, weights = [], []
        for comparison in self.comparisons:
            level = next((one for one in comparison.levels if one.holds(left, right) is True), None)
            if level is None:
                raise refused(comparison.name, "none of its levels holds for a pair, and it has no ELSE level")
            labels.append(level.label)
            weights.append(level.bits + _adjusted(level.adjustment, left, right, frequencies or {}))
        return SplinkScore(self.prior + sum(weights), tuple(labels), tuple(weights))


def splink_model_of(document: bytes) -> SplinkModel:
    """A model from the JSON that Splink's `save_model_to_json` wrote.

    Raises:
        Misconfigured: it is no such document, a level is not trained, or a condition is not understood; it says which.
    """
    try:
        settings = msgspec.json.decode(document)
        chance, comparisons = settings["probability_two_random_records_match"], settings["comparisons"]
        named = [(one["output_column_name"], one["comparison_levels"]) for one in comparisons]
        prior = log2(chance / (1 - chance))
    except (msgspec.DecodeError, UnicodeDecodeError, LookupError, TypeError, ValueError, ArithmeticError) as error:
        raise _not_settings("it is not the JSON of a whole Splink model") from error
    if not named:
        raise _not_settings("it has no comparisons")
    compared = tuple(_comparison(str(name), levels) for name, levels in named)
    conditions = [str(level["sql_condition"]) for _, levels in named for level in levels]
    return SplinkModel(prior, compared, frozenset().union(*map(columns_of, conditions)))


def _not_settings(why: str) -> Misconfigured:
    advice = f"This is no Splink settings file: {why}. Give the file that Splink's save_model_to_json wrote."
    return Misconfigured(ReasonCode.SETTINGS_REFUSED, advice)


def refused(comparison: str, why: str) -> Misconfigured:
    """The error for settings with a comparison that cannot be used."""
    where = f"The Splink settings are refused, comparison {comparison}"
    advice = f"{where}: {why}. Change that level in Splink, train and save again."
    return Misconfigured(ReasonCode.SETTINGS_REFUSED, advice)


def _comparison(name: str, levels: Any) -> _Comparison:
    if not isinstance(levels, list) or not levels:
        raise refused(name, "it has no levels")
    return _Comparison(name, tuple(_level(name, level, levels) for level in levels))


def _level(name: str, level: Any, levels: Sequence[Any]) -> _Level:
    try:
        sql = str(level["sql_condition"])
        label = str(level.get("label_for_charts") or sql)
        if level.get("is_null_level"):
            return _Level(label, condition(sql), 0.0, None)
        if sql.strip().upper() == "ELSE":
            return _Level(label, lambda left, right: True, _bits(name, label, level), None)
        return _Level(label, condition(sql), _bits(name, label, level), _adjustment(name, level, levels))
    except NotSupported as fault:
        raise refused(name, f"its level {label} uses {fault}, which is not supported here") from fault
    except (LookupError, TypeError, ValueError, OverflowError, AttributeError) as fault:
        raise refused(name, "one of its levels is not written as Splink writes them") from fault


def _bits(name: str, label: str, level: Mapping[str, Any]) -> float:
    return log2(_share(name, label, level, "m_probability") / _share(name, label, level, "u_probability"))


def _share(name: str, label: str, level: Mapping[str, Any], which: str) -> float:
    """m or u. Splink itself weighs a level that training met nowhere by a made-up default; that is refused here."""
    value = level.get(which)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= 1:
        raise refused(name, f"its level {label} has no {which} between 0 and 1, so it is not trained")
    return float(value)


def _adjustment(name: str, level: Mapping[str, Any], levels: Sequence[Mapping[str, Any]]) -> _Adjustment | None:
    column = level.get("tf_adjustment_column")
    weight = float(level.get("tf_adjustment_weight", 1.0))
    if not column or not weight:
        return None
    plain = str(column).strip('"').lower()
    of = level if level.get("disable_tf_exact_match_detection") else _exact_level(plain, levels)
    if of is None:
        raise refused(name, f"it adjusts for the frequency of {plain} and has no level for its exact agreement")
    base = log2(_share(name, "of exact agreement", of, "u_probability"))
    return _Adjustment(plain, base, weight, float(level.get("tf_minimum_u_value", 0.0)))


def _exact_level(column: str, levels: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    return next((one for one in levels if is_exact(str(one["sql_condition"])) == column), None)


def _adjusted(adjustment: _Adjustment | None, left: Record, right: Record, frequencies: Frequencies) -> float:
    """How many bits a value's rarity adds; none where its frequency is not known. The commoner of two values counts."""
    if adjustment is None:
        return 0.0
    known = frequencies.get(adjustment.column, {})
    values = (left.get(adjustment.column), right.get(adjustment.column))
    found = [share for value in values if value is not None and (share := known.get(value)) is not None]
    if not found:
        return 0.0
    return adjustment.weight * (adjustment.base - log2(max(*found, adjustment.least)))
