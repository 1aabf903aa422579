"""How GOV.UK writes dates, times, phone numbers and lists, and the words for our codes.

Source: GOV.UK style guide (dates, times, telephone numbers). Times are shown as the clock on the wall in the UK.
"""

import re
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

MONTHS = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)
RELATIONS = {
    "asked about": "The person you asked about",
    "parent": "Parent",
    "child": "Child",
    "sibling": "Brother or sister",
    "partner": "Partner",
    "carer": "Carer",
    "grandparent": "Grandparent",
    "grandchild": "Grandchild",
    "step_parent": "Step-parent",
    "step_child": "Step-child",
    "former_partner": "Former partner",
    "other_relative": "Other relative",
}
RELATIONSHIPS = {
    "open_case": "I have an open case with this family",
    "referral_received": "I have received a referral",
    "meeting": "I am preparing for a meeting about them",
    "visit": "I am about to visit them",
    "emergency": "It is an emergency",
}
RELATIONSHIPS_SHORT = {
    "open_case": "open case",
    "referral_received": "referral received",
    "meeting": "meeting",
    "visit": "visit",
    "emergency": "emergency",
}
ASKED_FOR = {
    "subject_role": "their part in it, such as victim, witness or suspect",
    "categories": "what the concern is about",
    "last_contact_month": "the month of the last contact",
    "level_of_need": "the level of need",
    "events": "what happened, with dates",
    "since_month": "the month it began",
}
LEVELS = ("nothing", "that a service is involved", "whom to contact", "a summary", "detail")
EVENTS = {
    "referral_made": "Referral made",
    "referral_accepted": "Referral accepted",
    "advice_given": "Advice given",
    "service_started": "Service started",
    "service_ended": "Service ended",
}
STATUSES = {"open": "Open", "closed": "Closed"}
OUTCOMES = {"found": "Answered", "nothing_to_show": "Nothing to show", "more_than_one": "More than one person"}


def london(seconds: float) -> datetime:
    """The UK wall clock at a Unix time."""
    return datetime.fromtimestamp(seconds, UTC).astimezone(ZoneInfo("Europe/London"))


def full_date(day: date) -> str:
    """`2 April 2011`."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def clock(moment: datetime) -> str:
    """`9:05am`, `midnight`, `midday`: as the style guide writes them."""
    if (moment.hour, moment.minute) in {(0, 0), (12, 0)}:
        return "midday" if moment.hour else "midnight"
    minutes = f":{moment.minute:02}" if moment.minute else ""
    return f"{moment.hour % 12 or 12}{minutes}{'am' if moment.hour < 12 else 'pm'}"


def at_time(seconds: float) -> str:
    """The time of day alone: `9:05am`."""
    return clock(london(seconds))


def date_and_time(seconds: float) -> str:
    """`2 April 2011 at 9:05am`."""
    moment = london(seconds)
    return f"{full_date(moment.date())} at {clock(moment)}"


def day(seconds: float) -> str:
    """The UK calendar day of a Unix time: `2 April 2011`."""
    return full_date(london(seconds).date())


def month(seconds: float) -> str:
    """Its month, where a day would tell too much: `April 2011`."""
    moment = london(seconds)
    return f"{MONTHS[moment.month - 1]} {moment.year}"


def number(count: float) -> str:
    """`1,204,331` and `2.5`: a comma at every thousand, and decimals only where there are some."""
    return f"{count:,}"


def counted(count: int, one: str, many: str = "") -> str:
    """`1 request`, `2 requests`, `1,204 entries`: `many` where an s does not make it."""
    return f"{number(count)} {one if count == 1 else many or f'{one}s'}"


def share(part: int, whole: int) -> str:
    """`12%`, without decimals; `less than 1%` of what is there, and `none` of nothing."""
    if not part or not whole:
        return "none"
    percent = round(100 * part / whole)
    return f"{percent}%" if percent else "less than 1%"


def how_long(seconds: float) -> str:
    """`40 seconds`, `12 minutes`, `5 hours`, `3 days`: the largest unit that there is at least one of, rounded down."""
    for size, unit in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= size:
            return counted(int(seconds // size), unit)
    return counted(int(seconds), "second")


def ago(then: float, now: float) -> str:
    """`12 minutes ago`, `just now`; from a month on the day."""
    past = now - then
    if past > 31 * 86_400:
        return f"on {day(then)}"
    return f"{how_long(past)} ago" if past >= 60 else "just now"


def until(then: float, now: float) -> str:
    """`in 12 minutes`, `in 3 days`, and `overdue by 2 days` once it has passed."""
    left = then - now
    return f"in {how_long(left)}" if left >= 0 else f"overdue by {how_long(-left)}"


def date_range(first: date, last: date) -> str:
    """`2 to 9 April 2011`, `30 March to 2 April 2011`, `2 April 2011`: with `to`, never with a dash."""
    if first == last:
        return full_date(last)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {full_date(last)}"
    begin = full_date(first) if first.year != last.year else full_date(first).rsplit(" ", 1)[0]
    return f"{begin} to {full_date(last)}"


def written_date(text: str) -> str:
    """A date as a source gives it: `2011-04-02`, `2011-04` or `2011`, in words; anything else as it stands."""
    found = re.fullmatch(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?", text)
    if not found or not 1 <= int(found[2] or 1) <= 12:
        return text
    parts = [str(int(found[3]))] if found[3] else []
    return " ".join([*parts, *([MONTHS[int(found[2]) - 1]] if found[2] else []), found[1]])


def freshness(updated: int, now: float) -> str:
    """`Updated today at 6am`, `Updated yesterday`, `Updated 9 days ago`, and from a month on the date."""
    then, today = london(updated), london(now)
    days = (today.date() - then.date()).days
    if days <= 0:
        return f"Updated today at {clock(then)}"
    if days == 1:
        return "Updated yesterday"
    return f"Updated {days} days ago" if days <= 31 else f"Updated {full_date(then.date())}"


def phone(text: str) -> str:
    """A UK number spaced as GOV.UK writes it (`01632 960 101`, `020 7946 0958`); anything else as it stands."""
    digits = re.sub(r"[\s().-]", "", text)
    digits = re.sub(r"^(?:\+44|0044)0?", "0", digits)
    if not re.fullmatch(r"0\d{9,10}", digits):
        return text
    if digits.startswith("02"):
        return f"{digits[:3]} {digits[3:7]} {digits[7:]}"
    if re.match(r"0(?:11\d|1\d1|3\d\d|8\d\d)", digits):
        return f"{digits[:4]} {digits[4:7]} {digits[7:]}"
    return f"{digits[:5]} {digits[5:8]} {digits[8:]}"


def tel(text: str) -> str:
    """The `tel:` target of a number, or an empty string where there is no number to ring."""
    digits = re.sub(r"[^\d+]", "", text)
    return f"tel:{digits}" if re.fullmatch(r"\+?\d{3,15}", digits) else ""


def mail(text: str) -> str:
    """The `mailto:` target of an address, or an empty string where it is not plainly one."""
    return f"mailto:{text}" if re.fullmatch(r"[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", text) else ""


def listed(words: list[str]) -> str:
    """`a, b and c`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else ""


def words(code: str) -> str:
    """A code such as `social_worker` as words."""
    return code.replace("_", " ")


def field_name(code: str) -> str:
    """A field of a record as somebody asks for it: `subject_role` as `their part in it`."""
    return ASKED_FOR.get(code, words(code))


def role_name(role: str) -> str:
    """`social worker`, `IG lead`."""
    return "IG lead" if role == "ig_lead" else words(role)


def opening(text: str) -> str:
    """The text as the opening of a sentence: its first letter a capital, the rest as it is."""
    return text[:1].upper() + text[1:]


def shortened(pseudonym: str) -> str:
    """The start of a pseudonym, enough to tell rows apart."""
    return f"{pseudonym[:14]}…" if len(pseudonym) > 16 else pseudonym
