"""The figures of the log as charts, each with its table: how much, for what, with which outcome, across which lines."""

from collections import Counter
from collections.abc import Mapping, Sequence
from statistics import median

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from service.oversight.figures import DAY, Figures
from service.store.projection_rows import Outcome
from service.web import content
from service.web.charts.figure import Figure
from service.web.charts.measured import Measured, Series, bars_across
from service.web.doors import Doors
from service.web.ports import Ports, Visit
from service.web.rendering import Pages

DAYS = (7, 30, 90, 365)
MOST_BARS = 12
MOST_ASKERS = 8
OUTCOMES = {
    Outcome.SHOWN: "Something was shown",
    Outcome.EMPTY: "Nothing is held",
    Outcome.UNSURE: "Could be more than one person",
    Outcome.DENIED: "Held, but may not be told",
    Outcome.REFUSED: "Refused",
    Outcome.FAILED: "Part of the service was down",
    Outcome.WITHHELD: "Withheld at the last moment",
}
WITHIN = ((3_600, "Within an hour"), (DAY, "Within a day"), (3 * DAY, "Within 3 days"), (7 * DAY, "Within a week"))
LATER = "After more than a week"
ANSWERED = {
    "emergency.answered": "Emergencies: time to a second person",
    "review.decided": "Reviews: time to a decision",
}


class LogFiguresPage:
    """`/log/figures`."""

    def __init__(self, ports: Ports, pages: Pages) -> None:
        self._ports = ports
        self._pages = pages

    async def show(self, request: Request, visit: Visit) -> Response:
        """The charts of the last days."""
        asked = request.query_params.get("days", "")
        days = int(asked) if asked in {str(one) for one in DAYS} else 30
        found = await self._ports.log.figures(visit.principal, days)
        labels = self._ports.log.choices(visit.principal).labels
        return self._pages.show(
            request,
            "log_figures.html",
            visit=visit,
            days=days,
            offered=DAYS,
            enquiries=content.counted(found.by_agency.total(), "enquiry", "enquiries"),
            whole=found.whole,
            entries=found.entries,
            within=content.counted(found.within, "answer"),
            charts=charts_of(found, labels),
        )

    def routes(self, doors: Doors) -> list[Route]:
        """The routes of this subject."""
        return [Route("/log/figures", doors.ig_lead(self.show))]


def charts_of(found: Figures, labels: Mapping[str, str]) -> list[Figure]:
    """The charts, in the order of the page."""
    agencies = {labels.get(code, code): count for code, count in found.by_agency.items()}
    purposes = {labels.get(code, content.words(code)): count for code, count in found.by_purpose.items()}
    levels = {content.opening(content.LEVELS[level]): found.by_level[level] for level in sorted(found.by_level)}
    outcomes = {words: found.own[outcome] for outcome, words in OUTCOMES.items() if found.own[outcome]}
    return [
        _ranked("by-agency", "Enquiries by agency", "Agency", agencies),
        _ranked("by-purpose", "Enquiries by purpose", "Purpose", purposes),
        _in_order("by-level", "Answers by how much was told", "Most that was told", levels),
        _in_order("own-outcomes", "What your own agency’s enquiries came to", "Outcome", outcomes),
        *_across(found, labels),
        *(_timed(kind, title, found) for kind, title in ANSWERED.items()),
    ]


def _across(found: Figures, labels: Mapping[str, str]) -> list[Figure]:
    """One chart for each agency that was told of others' records, those that were told most first."""
    told: dict[str, dict[str, int]] = {}
    for one in found.across:
        told.setdefault(one.asker, {})[labels.get(one.holder, one.holder)] = one.answers
    ranked = sorted(told.items(), key=lambda item: -sum(item[1].values()))[:MOST_ASKERS]
    charts = [
        _ranked(f"across-{at}", f"Across agencies: told to {labels.get(asker, asker)}", "Whose record", counts)
        for at, (asker, counts) in enumerate(ranked, 1)
    ]
    return charts or [_ranked("across-1", "Across agencies", "Whose record", {})]


def _ranked(key: str, title: str, about: str, counts: Mapping[str, int]) -> Figure:
    """The most first; beyond MOST_BARS the rest as one."""
    ranked = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    shown, rest = ranked[:MOST_BARS], ranked[MOST_BARS:]
    if rest:
        shown.append((f"{len(rest)} others", sum(count for _, count in rest)))
    return _in_order(key, title, about, dict(shown))


def _in_order(key: str, title: str, about: str, counts: Mapping[str, int]) -> Figure:
    labels, values = tuple(counts), tuple(counts.values())
    series = (Series("Number", values),)
    return bars_across(key, Measured(title, _described(labels, values), labels, series, about))


def _described(labels: Sequence[str], values: Sequence[int]) -> str:
    if not labels:
        return "Nothing was counted in these days."
    most = max(range(len(values)), key=values.__getitem__)
    return f"{labels[most]}: {content.number(values[most])} of {content.number(sum(values))}, the most."


def _timed(kind: str, title: str, found: Figures) -> Figure:
    seconds = [max(0, one.seconds) for one in found.answered if one.type == kind]
    counts = Counter(_bucket(one) for one in seconds)
    order = [*(words for _, words in WITHIN), LATER]
    labels = tuple(order) if seconds else ()
    said = f"Half within {content.how_long(median(seconds))}." if seconds else "Nothing was answered in these days."
    values = tuple(counts[words] for words in labels)
    key = f"after-{kind.partition('.')[0]}"
    return bars_across(key, Measured(title, said, labels, (Series("Number", values),), "How soon"))


def _bucket(seconds: int) -> str:
    return next((words for limit, words in WITHIN if seconds <= limit), LATER)
