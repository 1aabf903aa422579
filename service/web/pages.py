"""All pages as one application, to be mounted at `/` behind the programming interface.

    app.mount("/", create_pages(ports))

Each subject has its own module; this one puts them behind their doors, errors and headers.
"""

from typing import Protocol

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import Route

from service.web.access_pack import AccessPackPages
from service.web.agreements import AgreementPages
from service.web.agreements_read import AgreementReadings
from service.web.agreements_simulate import SimulationPages
from service.web.agreements_stopping import StoppingPages
from service.web.anomalies import AnomalyPages
from service.web.anomalies_sides import AnomalySidePages
from service.web.answer import AnswerPages
from service.web.break_glass import BreakGlassPages
from service.web.break_glass_second import SecondPersonPages
from service.web.clerical import ClericalPages
from service.web.contact import ContactPages
from service.web.corrections import CorrectionPages
from service.web.disclosure_log import DisclosureLogPages
from service.web.disclosure_log_export import LogExportPages
from service.web.disclosure_log_figures import LogFiguresPage
from service.web.disclosure_log_sides import LogSidePages
from service.web.doors import Doors
from service.web.guidance import GuidancePages
from service.web.home import HomePage
from service.web.kept_looks import KeptLooks
from service.web.kept_reasons import KeptReasons
from service.web.my_history import MyHistoryPages
from service.web.not_sharing import NotSharingPages
from service.web.notices import NoticePages
from service.web.ports import Ports
from service.web.problems import Problems
from service.web.proofs import ProofPages
from service.web.public_register import PublicRegisterPages
from service.web.rendering import Pages, template_environment
from service.web.requests import RequestPages
from service.web.requests_to_answer import RequestsToAnswerPages
from service.web.reviews import SampledPages
from service.web.security_headers import SecurityHeaders
from service.web.session_time import SessionTimePages
from service.web.sign_in import SignInPages
from service.web.source_health import SourceHealthPages
from service.web.static_files import StaticFiles
from service.web.subject_history import SubjectHistoryPages
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
    reasons, looks = KeptReasons(ports.reason_hours * 3600), KeptLooks()
    sign_in = SignInPages(ports, pages, reasons)
    doors = Doors(ports, sign_in.ask_to_confirm)
    subjects: list[Subject] = [
        sign_in,
        SessionTimePages(ports, pages),
        HomePage(ports, pages, reasons),
        WhyPages(ports, pages, reasons),
        WhomPages(ports, pages, reasons),
        ContactPages(ports, pages),
        RequestPages(ports, pages),
        BreakGlassPages(ports, pages),
        SecondPersonPages(ports, pages),
        NotSharingPages(ports, pages),
        MyHistoryPages(ports, pages),
        GuidancePages(ports, pages),
        AnswerPages(ports, pages),
        LogFiguresPage(ports, pages),
        LogSidePages(ports, pages),
        LogExportPages(ports, pages),
        DisclosureLogPages(ports, pages, looks),
        SubjectHistoryPages(ports, pages, looks),
        AccessPackPages(ports, pages, looks),
        CorrectionPages(ports, pages),
        AnomalySidePages(ports, pages),
        AnomalyPages(ports, pages),
        RequestsToAnswerPages(ports, pages),
        SampledPages(ports, pages),
        NoticePages(ports, pages),
        ClericalPages(ports, pages),
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
