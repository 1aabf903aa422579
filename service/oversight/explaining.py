"""An IG lead asks why: a question in categories, decided by what is in force now and explained. Nobody is looked up.

Each such question is an entry of the log, a consultation, before anything is shown.
"""

import secrets

from audit.events import Entry, EventType, Operation
from policies.engine import PolicyUnavailable
from policies.explained import Explanation
from policies.explanation import Explainer
from policies.question import Question
from service.entries import actor_of, append_entry
from service.errors import NotPermitted, ReasonCode, Unavailable
from service.identity.principal import Principal, PrincipalKind
from service.runtime import Runtime


class Explanations:
    """Explains by the bundle in force, and keeps the explainer of the last one."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._explainer: Explainer | None = None

    async def explain(self, question: Question, principal: Principal) -> Explanation:
        """Why it is decided so.

        Raises:
            NotPermitted: the principal is no IG lead.
            Unavailable: the log did not take the entry, or the agreements cannot be asked.
        """
        if principal.kind is not PrincipalKind.IG_LEAD:
            raise NotPermitted(
                ReasonCode.ROLE_NOT_PERMITTED, "Only an information governance lead may ask why something is decided."
            )
        await self._note(principal)
        try:
            decision = await self._runtime.agreements.decide(question)
            return await self._current().explain(question, decision)
        except PolicyUnavailable:
            advice = "The agreements cannot be asked just now, so nothing can be explained. Try again in a minute."
            raise Unavailable(ReasonCode.POLICY_UNAVAILABLE, advice) from None

    def _current(self) -> Explainer:
        agreements = self._runtime.agreements
        bundle = agreements.bundle
        if self._explainer is None or self._explainer.digest != bundle.digest:
            self._explainer = Explainer(bundle, agreements.register.in_force, agreements.words)
        return self._explainer

    async def _note(self, principal: Principal) -> None:
        entry = Entry(
            type=EventType.LOG_QUERIED,
            request_id=secrets.token_hex(16),
            actor=actor_of(principal),
            operation=Operation.CONSULTATION,
            recipients=(principal.agency,),
            details={"what": "explanation"},
        )
        await append_entry(entry, None, self._runtime)
