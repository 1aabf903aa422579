"""Pages from templates: Jinja with autoescape, on the GOV.UK Design System's own macros.

govuk-frontend-jinja reads parameters that may not be there, at any depth, so undefined values chain.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from jinja2 import ChainableUndefined, ChoiceLoader, Environment, FileSystemLoader, PackageLoader, PrefixLoader
from starlette.requests import Request
from starlette.responses import HTMLResponse

from service.web import content
from service.web.banners import Banners
from service.web.duties import duties
from service.web.navigation import beside, navigation
from service.web.ports import Partnership, Visit
from service.web.static_files import StaticFiles

TEMPLATES = Path(__file__).parent / "templates"
WRITTEN_BY = (
    content.phone,
    content.tel,
    content.mail,
    content.words,
    content.field_name,
    content.written_date,
    content.date_and_time,
    content.at_time,
    content.day,
    content.month,
    content.number,
    content.opening,
    content.role_name,
    duties,
    content.shortened,
)
"""What templates may write with, by the name of the function."""


def template_environment(static: StaticFiles, partnership: Partnership) -> Environment:
    """The environment that every page is rendered in; a template is read once, when first shown."""
    environment = Environment(
        loader=ChoiceLoader(
            [
                FileSystemLoader(TEMPLATES),
                PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
            ]
        ),
        autoescape=True,
        undefined=ChainableUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["static"] = static.url
    environment.globals["partnership"] = partnership
    for write in WRITTEN_BY:
        environment.filters[write.__name__] = write
    return environment


class Pages:
    """Renders a template into a response."""

    def __init__(self, environment: Environment, now: Callable[[], float]) -> None:
        self._environment = environment
        self._now = now
        self.banners = Banners()

    def show(
        self, request: Request, template: str, *, visit: Visit | None = None, status: int = 200, **values: Any
    ) -> HTMLResponse:
        """The page in the shell of `page.html`: navigation, banner, who prints it, and the nonce of this response.

        A template sets `title`, and may set `back` or `crumbs`, `marking`, `reference` and `mainClasses`.
        """
        shell = {
            "visit": visit,
            "sections": navigation(visit.principal.kind, request.url.path) if visit else [],
            "beside": beside(visit.principal.kind, request.url.path) if visit else None,
            "banner": self.banners.take(visit.csrf) if visit else None,
            "made_at": self._now(),
            "cspNonce": request.scope.get("state", {}).get("nonce", ""),
        }
        page = self._environment.get_template(template).render(values | shell)
        return HTMLResponse(page, status_code=status)
