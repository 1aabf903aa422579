"""What a verification found, for a person and for a machine, and the exit code that goes with it."""

import json
from dataclasses import dataclass, field
from enum import IntEnum


class Outcome(IntEnum):
    """The answer, and the exit code of `python -m audit verify`."""

    SOUND = 0
    ALTERED = 1
    ROLLED_BACK = 2
    UNVERIFIABLE = 3


_HEADLINES = {
    Outcome.SOUND: "SOUND",
    Outcome.ALTERED: "ALTERED",
    Outcome.ROLLED_BACK: "ROLLED BACK OR FORKED",
    Outcome.UNVERIFIABLE: "CANNOT BE VERIFIED",
}
MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: where (an entry's index, or None) and what."""

    outcome: Outcome
    text: str
    index: int | None = None


@dataclass(slots=True)
class Report:
    """The findings of one verification, and what was counted on the way."""

    subject: str
    """`receipt`, `extract` or `log`."""
    facts: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    payloads: dict[str, int] = field(default_factory=dict)
    size: int | None = None
    limits: list[str] = field(default_factory=list)

    def add(self, outcome: Outcome, text: str, index: int | None = None) -> None:
        """Note something that is wrong."""
        self.findings.append(Finding(outcome, text, index))

    @property
    def outcome(self) -> Outcome:
        """What cannot be verified is said first; then a rollback or fork, then alterations."""
        found = {f.outcome for f in self.findings}
        order = (Outcome.UNVERIFIABLE, Outcome.ROLLED_BACK, Outcome.ALTERED)
        return next((outcome for outcome in order if outcome in found), Outcome.SOUND)

    @property
    def first_bad(self) -> int | None:
        """The lowest index of an entry with which something is wrong."""
        return min((f.index for f in self.findings if f.index is not None), default=None)

    def text(self) -> str:
        """The report in plain English."""
        headline = self._headline()
        lines = [f"{_HEADLINES[self.outcome]}: {_printable(headline)}", ""]
        lines += [f"- {_printable(fact)}" for fact in self.facts]
        lines += [f"- {_printable(f.text)}" for f in self.findings[:MOST_SHOWN] if f.text != headline]
        if len(self.findings) > MOST_SHOWN:
            lines.append(f"- and {len(self.findings) - MOST_SHOWN} more")
        if self.limits:
            lines += ["", "What this does not show:", *(f"- {limit}" for limit in self.limits)]
        return "\n".join(lines).rstrip()

    def _headline(self) -> str:
        if self.outcome is Outcome.SOUND:
            return f"this {self.subject} is what was signed."
        if self.first_bad is not None:
            return f"the first entry that is not in order is number {self.first_bad}."
        return self.findings[0].text if self.findings else ""

    def json(self) -> str:
        """The report as JSON."""
        return json.dumps(
            {
                "outcome": self.outcome.name.lower(),
                "exit": int(self.outcome),
                "subject": self.subject,
                "size": self.size,
                "first_bad_index": self.first_bad,
                "facts": self.facts,
                "findings": [{"kind": f.outcome.name.lower(), "index": f.index, "text": f.text} for f in self.findings],
                "payloads": self.payloads,
                "limits": self.limits,
            },
            indent=1,
        )


def _printable(text: str) -> str:
    """The text with what is no printing character written out: a file says it, and must not steer the terminal."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def unverifiable(subject: str, text: str) -> Report:
    """The report of something of which nothing can be said."""
    report = Report(subject)
    report.add(Outcome.UNVERIFIABLE, text)
    return report
