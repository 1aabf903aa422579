"""From how many bits a band begins, when there are no labels: where the model's own probabilities say how many above
would be wrong.

The rates are expectations, not measurements, and the model file says so. The floors hold however well training went.
"""

from typing import Final

from msgspec.structs import replace

from service.matching.learning import Learnt
from service.matching.model import ready
from service.matching.model_file import ModelFile, Threshold

CONFIRMED_WRONG: Final = 0.0005
LIKELY_WRONG: Final = 0.01
CONFIRMED_FLOOR: Final = 8.0
LIKELY_FLOOR: Final = 3.0
POSSIBLE: Final = 0.0
HOLD: Final = -10.0
MARGIN: Final = 3.0
_EXPECTED: Final = "expected by the model itself on the pairs that it was trained on, unlabelled; not measured"
_JUDGED: Final = "set by judgement, not measured"


def calibrated(found: Learnt) -> ModelFile:
    """The model file with thresholds by its own probabilities: 1 in 2,000 wrong for confirmed, 1 in 100 for likely."""
    counted = _surest_first(found)
    confirmed = max(CONFIRMED_FLOOR, _least(counted, CONFIRMED_WRONG))
    likely = min(max(LIKELY_FLOOR, _least(counted, LIKELY_WRONG)), confirmed - 1)
    thresholds = {
        "confirmed": Threshold(confirmed, _wrong(counted, confirmed), _EXPECTED),
        "likely": Threshold(likely, _wrong(counted, likely), _EXPECTED),
        "possible": Threshold(POSSIBLE, None, _JUDGED),
        "hold": Threshold(HOLD, None, _JUDGED),
        "margin": Threshold(MARGIN, None, _JUDGED),
    }
    return replace(found.source, thresholds=thresholds)


def _surest_first(found: Learnt) -> list[tuple[float, float, int]]:
    """(bits, probability, pairs) of each pattern, names taken as neither rare nor common."""
    model = ready(found.source, "")
    scored = [(model.bits_of(pattern), count) for pattern, count in found.patterns.items()]
    return sorted(((bits, 1 / (1 + 2.0 ** -min(bits, 1000.0)), count) for bits, count in scored), reverse=True)


def _least(counted: list[tuple[float, float, int]], rate: float) -> float:
    """The least bits above which at most this share of pairs is expected to be wrong, rounded up to a tenth."""
    pairs, wrong, least = 0, 0.0, counted[0][0]
    for bits, probability, count in counted:
        pairs += count
        wrong += count * (1 - probability)
        if wrong > rate * pairs:
            break
        least = bits
    return round(least + 0.05, 1)


def _wrong(counted: list[tuple[float, float, int]], least: float) -> float:
    above = [(probability, count) for bits, probability, count in counted if bits >= least]
    pairs = sum(count for _, count in above)
    return round(sum(count * (1 - probability) for probability, count in above) / pairs, 7) if pairs else 0.0
