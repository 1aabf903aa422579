"""Guidance drawn from the agreements in force: who may be told of what an agency holds. Nothing is decided here."""

from collections.abc import Iterable

from isa.agreement import Agreement, Rule
from isa.effective import agreed_fields, opens
from isa.in_words import LEARN, condition_in_words
from isa.vocabulary import Level, Vocabulary
from service.identity.principal import Principal
from service.runtime import Runtime
from service.web.practice_ports import Item, MayShare, Told


class RuntimeGuidance:
    """For one agency, by the agreements in force at this moment."""

    def __init__(self, runtime: Runtime) -> None:
        self._agreements = runtime.agreements

    def items(self, principal: Principal) -> list[Item]:
        """Every kind of record of which an agreement in force has the agency as a provider, by title."""
        words = self._agreements.words
        found: dict[str, list[MayShare]] = {}
        for agreement in self._of(principal.agency):
            for rule in agreement.rules:
                if not opens(agreement, rule) or not _holds(rule.provider, principal.agency):
                    continue
                for code in rule.record_types:
                    found.setdefault(code, []).append(may_share(agreement, rule, code, principal.agency, words))
        items = [Item(code, words.record_types[code].title, tuple(rules)) for code, rules in found.items()]
        return sorted(items, key=lambda item: item.title)

    def family(self, principal: Principal) -> list[Told]:
        """What is shared, with whom and why, as a family is told of it."""
        words = self._agreements.words
        return [told(one, principal.agency, words) for one in self._of(principal.agency)]

    def _of(self, agency: str) -> list[Agreement]:
        in_force = [one.agreement for one in self._agreements.register.in_force]
        return [one for one in in_force if agency in {party.org_id for party in one.parties}]


def may_share(agreement: Agreement, rule: Rule, code: str, agency: str, words: Vocabulary) -> MayShare:
    """One rule in words, of one kind of record."""
    names = {party.org_id: party.name for party in agreement.parties}
    everyone = [org for org in names if org != agency]
    recipients = everyone if "*" in rule.recipient else [org for org in rule.recipient if org in names]
    level = int(rule.max_level or Level.NONE)
    fields = agreed_fields(agreement, rule, code, level, words)
    known = words.record_types[code].fields
    return MayShare(
        agreement=agreement.isa_id,
        version=agreement.version,
        rule=rule.id,
        who=", ".join(words.roles[role].title if role != "*" else "anyone there" for role in rule.recipient_roles),
        agencies=", ".join(names[org] for org in recipients),
        how_much=LEARN.get(level, "nothing"),
        purposes=_purposes(agreement, rule.purposes, words),
        conditions=tuple(condition_in_words(text, words) for text in rule.conditions),
        fields=tuple(name.replace("_", " ") for name in known if name in fields),
    )


def told(agreement: Agreement, agency: str, words: Vocabulary) -> Told:
    """One agreement, without its codes."""
    kinds = {code for rule in agreement.rules for code in rule.record_types if rule.effect == "allow"}
    return Told(
        title=agreement.title,
        partners=tuple(party.name for party in agreement.parties if party.org_id != agency),
        kinds=tuple(sorted(words.record_types[code].title for code in kinds)),
        purposes=_purposes(agreement, ["*"], words),
        until=agreement.effective_to,
    )


def _purposes(agreement: Agreement, codes: Iterable[str], words: Vocabulary) -> tuple[str, ...]:
    named = list(codes)
    wanted = [one.code for one in agreement.purposes] if "*" in named else named
    return tuple(words.purposes[code].title for code in wanted)


def _holds(named: Iterable[str], agency: str) -> bool:
    return "*" in named or agency in named
