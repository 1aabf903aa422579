"""The demo sign-in page: who is in the cast, choose one, one button. Works without scripts and by keyboard."""

import base64
import hashlib
from collections.abc import Iterable
from html import escape

from starlette.responses import HTMLResponse

from deploy.demo.provider.people import Persona

STYLE = """
body{font:19px/1.4 Arial,sans-serif;color:#0b0c0c;margin:0}main{max-width:40em;margin:0 auto;padding:1em}
header{background:#0b0c0c;color:#fff;padding:.6em 1em}strong.tag{background:#ffdd00;color:#0b0c0c;padding:.1em .4em}
fieldset{border:0;padding:0;margin:0 0 1.5em}legend{font-size:1.3em;font-weight:bold;margin-bottom:.6em}
label{display:flex;gap:.8em;padding:.5em;cursor:pointer}input{width:1.6em;height:1.6em;flex:none;margin:0}
label span{display:block}small{font-size:1rem;color:#484949}
button{font:inherit;font-weight:bold;color:#fff;background:#0f7a52;border:0;padding:.6em 1.2em;cursor:pointer}
input:focus,button:focus,a:focus{outline:3px solid #ffdd00;box-shadow:0 0 0 5px #0b0c0c}
""".strip()
STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
HEADERS = {
    # No form-action: browsers apply it to the redirect back to the service as well.
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{STYLE_HASH}'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


def sign_in_page(people: Iterable[Persona], action: str, *, fault: str = "") -> HTMLResponse:
    """Return the page that asks who to be; `fault` says what was wrong with the last try."""
    title = "Demo sign-in" if not fault else "Error: Demo sign-in"
    problem = f'<p id="fault" role="alert"><strong>Error:</strong> {escape(fault)}</p>' if fault else ""
    choices = "".join(_choice(person) for person in people)
    return _page(
        title,
        f"""<h1>Demo sign-in</h1>
<p>Everybody here is invented. No password is asked for: this page stands in for your agency's own sign-in.</p>{problem}
<form method="post" action="{escape(action)}"><fieldset{' aria-describedby="fault"' if fault else ""}>
<legend>Who would you like to be?</legend>{choices}</fieldset><button type="submit">Sign in</button></form>""",
        400 if fault else 200,
    )


def notice_page(title: str, text: str, status: int = 200) -> HTMLResponse:
    """Return a page that only says something."""
    return _page(title, f"<h1>{escape(title)}</h1><p>{escape(text)}</p>", status)


def _choice(person: Persona) -> str:
    return (
        f'<label><input type="radio" name="person" value="{escape(person.id)}" required>'
        f"<span>{escape(person.name)}<br><small>{escape(person.title)} · {escape(person.role)} · "
        f"{escape(person.agency)}</small></span></label>"
    )


def _page(title: str, body: str, status: int) -> HTMLResponse:
    return HTMLResponse(
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)} - Golden Thread</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{STYLE}</style></head><body>'
        f'<header>Golden Thread <strong class="tag">DEMO SIGN-IN</strong></header><main>{body}</main></body></html>',
        status,
        HEADERS,
    )
