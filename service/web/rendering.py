"""Pages from templates: Jinja with autoescape, on the GOV.UK Design System's own macros.

govuk-frontend-jinja reads parameters that may not be there, at any depth, so undefined values chain.
"""

from pathlib import Path
from typing import Any

from jinja2 import ChainableUndefined, ChoiceLoader, Environment, FileSystemLoader, PackageLoader, PrefixLoader
from starlette.requests import Request
from starlette.responses import HTMLResponse

from service.web import content
from service.web.duties import duties
from service.web.ports import Partnership, Visit
from service.web.static_files import StaticFiles

TEMPLATES = Path(__file__).parent / "templates"
WRITTEN_BY = (
    content.phone,
    content.tel,
    content.mail,
    content.words,
    content.written_date,
    content.date_and_time,
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

    def __init__(self, environment: Environment) -> None:
        self._environment = environment

    def show(
        self, request: Request, template: str, *, visit: Visit | None = None, status: int = 200, **values: Any
    ) -> HTMLResponse:
        """The page, with the header of whoever is signed in and the nonce of this response."""
        page = self._environment.get_template(template).render(
            values, visit=visit, cspNonce=request.scope.get("state", {}).get("nonce", "")
        )
        return HTMLResponse(page, status_code=status)
