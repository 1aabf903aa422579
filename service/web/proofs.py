"""Whether the log can prove itself: its state, its witnesses, its keys; and a receipt held against it.

Sources: C2SP tlog-checkpoint and tlog-witness, RFC 6962. A receipt is verified by the code that anybody can run.
"""

from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from audit.browser.page import page as browser_verifier
from audit.report import Outcome
from service.errors import NotFound, ReasonCode
from service.identity.principal import PrincipalKind
from service.web.doors import Doors
from service.web.forms import NO_ERRORS, FormErrors, PostedForm
from service.web.ports import Ports, Visit
from service.web.rendering import Pages
from service.web.uploads import read_upload

NO_FILE: Final = "Choose a receipt or an extract: the file that you saved, ending in .json."
NO_CHAIN: Final = "No key of this log was ever replaced, so there is no chain of keys. Use the public key."
HEADINGS: Final[dict[Outcome, str]] = {
    Outcome.SOUND: "This is what the log signed",
    Outcome.ALTERED: "This was altered",
    Outcome.ROLLED_BACK: "The log was rolled back or forked",
    Outcome.UNVERIFIABLE: "This cannot be verified",
}
NEXT: Final[dict[Outcome, str]] = {
    Outcome.SOUND: "Keep the receipt. Nothing needs to be done.",
    Outcome.ALTERED: "Do not rely on it. Tell your information governance lead, and keep the file as it is.",
    Outcome.ROLLED_BACK: "Tell your information governance lead at once, and keep the file as it is.",
    Outcome.UNVERIFIABLE: "Check that you chose the receipt itself, as it was downloaded, and of this partnership.",
}


class ProofPages:
    """`/proofs`, its files, and `/proofs/receipt` for whoever has one."""

    def __init__(self, ports: Ports, pages: Pages) -> None:
        self._proofs = ports.governance.proofs
        self._pages = pages

    async def state(self, request: Request, visit: Visit) -> Response:
        """The log, its witnesses and its keys."""
        return self._pages.show(request, "proofs.html", visit=visit, log=await self._proofs.state(visit.principal))

    async def checkpoint(self, request: Request, visit: Visit) -> Response:
        """What the log signed last, as a file to keep elsewhere."""
        state = await self._proofs.state(visit.principal)
        return text_file(state.checkpoint.encode(), "checkpoint.txt")

    async def public_key(self, request: Request, visit: Visit) -> Response:
        """What receipts are verified with."""
        state = await self._proofs.state(visit.principal)
        return text_file(f"{state.keys[-1]}\n".encode(), "log-key.txt")

    async def key_chain(self, request: Request, visit: Visit) -> Response:
        """What leads from an older key to the one in use. Raises NotFound."""
        chain = self._proofs.key_chain(visit.principal)
        if not chain:
            raise NotFound(ReasonCode.NOT_FOUND, NO_CHAIN)
        return text_file(chain, "log-keys.jsonl")

    async def verifier(self, request: Request, visit: Visit) -> Response:
        """The page that verifies without us, to be kept: one file, no network."""
        headers = {"Content-Disposition": 'attachment; filename="check-a-receipt.html"'}
        return Response(browser_verifier(), media_type="text/html", headers=headers)

    async def receipt(self, request: Request, visit: Visit) -> Response:
        """Choose the file."""
        return self._form(request, visit)

    async def check(self, request: Request, visit: Visit, sent: PostedForm) -> Response:
        """What is to be said of it. Nothing is kept of the file."""
        content = sent.files.get("receipt", b"")
        if not content:
            return self._form(request, visit, 422, FormErrors({"receipt": NO_FILE}))
        found = await self._proofs.check(visit.principal, content)
        heading, following = HEADINGS[found.outcome], NEXT[found.outcome]
        if found.outcome is Outcome.SOUND and found.here is False:
            heading, following = "The log does not hold this entry now", NEXT[Outcome.ROLLED_BACK]
        return self._pages.show(
            request, "proofs_checked.html", visit=visit, found=found, heading=heading, following=following,
            sound=found.outcome is Outcome.SOUND and found.here is not False,
            ig_lead=visit.principal.kind is PrincipalKind.IG_LEAD,
        )  # fmt: skip

    def _form(self, request: Request, visit: Visit, status: int = 200, errors: FormErrors = NO_ERRORS) -> Response:
        ig_lead = visit.principal.kind is PrincipalKind.IG_LEAD
        return self._pages.show(
            request, "proofs_receipt.html", visit=visit, status=status, errors=errors, ig_lead=ig_lead
        )

    def routes(self, doors: Doors) -> list[Route]:
        """The routes of this subject."""
        return [
            Route("/proofs", doors.ig_lead(self.state)),
            Route("/proofs/checkpoint", doors.ig_lead(self.checkpoint)),
            Route("/proofs/key", doors.ig_lead(self.public_key)),
            Route("/proofs/keys", doors.ig_lead(self.key_chain)),
            Route("/proofs/verifier", doors.signed_in(self.verifier)),
            Route("/proofs/receipt", doors.signed_in(self.receipt)),
            Route("/proofs/receipt", doors.posted(self.check, read_upload), methods=["POST"]),
        ]


def text_file(content: bytes, name: str) -> Response:
    """A file to save, whatever the browser would make of it."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type="text/plain; charset=utf-8", headers=headers)
