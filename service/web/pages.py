"""All pages as one application, to be mounted at `/` behind the programming interface.

    app.mount("/", create_pages(ports))

Each subject has its own module; this one puts them behind their doors, errors and headers.
"""

from typing import Protocol

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import Route

from service.web.agreements import AgreementPages
from service.web.agreements_read import AgreementReadings
from service.web.agreements_simulate import SimulationPages
from service.web.agreements_stopping import StoppingPages
from service.web.answer import AnswerPages
from service.web.disclosure_log import DisclosureLogPages
from service.web.doors import Doors
from service.web.home import HomePage
from service.web.kept_reasons import KeptReasons
from service.web.ports import Ports
from service.web.problems import Problems
from service.web.proofs import ProofPages
from service.web.public_register import PublicRegisterPages
from service.web.rendering import Pages, template_environment
from service.web.security_headers import SecurityHeaders
from service.web.sign_in import SignInPages
from service.web.source_health import SourceHealthPages
from service.web.static_files import StaticFiles
from service.web.users import UserPages
from service.web.whom import WhomPages
from service.web.why import WhyPages


class Subject(Protocol):
    """The pages of one subject."""

    def routes(self, doors: Doors) -> list[Route]:
        """Its routes, each behind its door."""


def create_pages(ports: Ports) -> Starlette:
    """The pages for these ports. Static files are read now, templates when first shown."""
    static = StaticFiles()
    pages = Pages(template_environment(static, ports.partnership), ports.now)
    problems = Problems(pages)
    reasons = KeptReasons()
    sign_in = SignInPages(ports, pages, reasons)
    doors = Doors(ports, sign_in.ask_to_confirm)
    subjects: list[Subject] = [
        sign_in,
        HomePage(ports, pages, reasons),
        WhyPages(ports, pages, reasons),
        WhomPages(ports, pages, reasons),
        AnswerPages(ports, pages),
        DisclosureLogPages(ports, pages),
        StoppingPages(ports, pages),
        SimulationPages(ports, pages),
        AgreementPages(ports, pages),
        AgreementReadings(ports, pages),
        ProofPages(ports, pages),
        SourceHealthPages(ports, pages),
        UserPages(ports, pages),
        PublicRegisterPages(ports, pages),
    ]
    routes = [route for subject in subjects for route in subject.routes(doors)]
    routes.append(Route("/static/{path:path}", static.serve))
    app = Starlette(
        routes=[
            Route(route.path, problems.around(route.endpoint), methods=list(route.methods or ["GET"]))
            for route in routes
        ],
        middleware=[Middleware(SecurityHeaders)],
        exception_handlers={HTTPException: problems.by_status},
    )
    app.router.redirect_slashes = False  # it would build an address from whatever Host the request named
    return app
