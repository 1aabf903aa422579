"""Styles and scripts: kept for a year under a path that changes with their content; nothing restricted among them."""

import gzip
import re
from importlib.metadata import metadata

import pytest

from service.web.static_files import StaticFiles
from service.web.vendoring import GOVUK, MOJ, STATIC, own_moj_stylesheet, own_script, own_stylesheet


@pytest.fixture
def static() -> StaticFiles:
    return StaticFiles()


async def test_every_file_that_a_page_names_is_there_and_may_be_kept(walk) -> None:
    page = (await walk.http.get("/home")).text
    named = set(re.findall(r'"(/static/[^"]+)"', page))
    assert {path.rsplit("/", 1)[1] for path in named} == {
        "govuk-frontend.min.css",
        "moj-frontend.min.css",
        "golden-thread.css",
        "golden-thread.svg",
        "govuk-frontend.min.js",
    }
    for path in named:
        response = await walk.http.get(path)
        assert response.status_code == 200
        assert response.headers["cache-control"] == "public, max-age=31536000, immutable"


async def test_a_path_with_another_digest_is_not_found_and_not_kept(walk) -> None:
    response = await walk.http.get("/static/0000000000000000/golden-thread.css")
    assert response.status_code == 404
    assert response.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["/static/../pages.py", "/static/%2e%2e/pages.py", "/static//etc/passwd", "/static/"])
async def test_nothing_else_on_the_disk_can_be_had(walk, path: str) -> None:
    assert (await walk.http.get(path)).status_code == 404


def test_the_path_changes_with_the_content(tmp_path) -> None:
    style = tmp_path / "a.css"
    style.write_text("a{}")
    before = StaticFiles(tmp_path).url("a.css")
    style.write_text("b{}")
    assert StaticFiles(tmp_path).url("a.css") != before


async def test_a_browser_that_unpacks_gets_it_packed(walk, static) -> None:
    path = static.url("govuk-frontend.min.css")
    plain = await walk.http.get(path, headers={"Accept-Encoding": "identity"})
    async with walk.http.stream("GET", path, headers={"Accept-Encoding": "gzip"}) as packed:
        raw = b"".join([part async for part in packed.aiter_raw()])
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(raw) == plain.content
    assert len(raw) * 5 < len(plain.content)


async def test_a_page_with_a_token_in_it_is_never_packed(walk) -> None:
    response = await walk.http.get("/home", headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in response.headers


def test_the_restricted_typeface_the_crest_and_source_maps_are_left_out() -> None:
    for file in (*(STATIC / GOVUK).iterdir(), *(STATIC / MOJ).iterdir()):
        text = file.read_text(encoding="utf-8")
        assert "GDS Transport" not in text and "crest" not in text and "sourceMappingURL" not in text
        assert "url(" not in text
    for name in (GOVUK, MOJ):
        licence = (STATIC / name / "LICENCE").read_text(encoding="utf-8")
        assert "MIT License" in licence and "Copyright (" in licence


def test_what_is_vendored_is_mended_the_same_way_twice() -> None:
    css = (STATIC / GOVUK / "govuk-frontend.min.css").read_text(encoding="utf-8")
    moj = (STATIC / MOJ / "moj-frontend.min.css").read_text(encoding="utf-8")
    script = (STATIC / GOVUK / "govuk-frontend.min.js").read_text(encoding="utf-8")
    assert own_stylesheet(css) == css
    assert own_moj_stylesheet(moj) == moj
    assert own_script(script) == script


def test_the_macros_and_the_styles_are_a_pair_that_was_tested_together() -> None:
    said = metadata("govuk-frontend-jinja").get_payload()
    version = metadata("govuk-frontend-jinja")["Version"]
    assert re.search(rf"^\| \[{re.escape(version)}\].*\| \[{GOVUK.rpartition('-')[2]}\]", said, re.MULTILINE)


def test_vendoring_takes_out_what_may_not_be_used() -> None:
    css = (
        "@font-face{font-family:GDS Transport;src:url(x)}p{font-family:GDS Transport,arial,sans-serif}"
        ".govuk-footer__copyright-logo:before{background:url(crest)}\n/*# sourceMappingURL=a.css.map */"
    )
    assert own_stylesheet(css) == "p{font-family:arial,helvetica,sans-serif}"
    assert own_script("a();//# sourceMappingURL=a.js.map") == "a();"


def test_of_moj_only_the_patterns_that_need_no_script_are_kept() -> None:
    css = (
        '@charset "UTF-8";.moj-timeline{color:red}.moj-alert{color:red}@media print{.moj-alert{a:b}}'
        ".js-enabled .moj-filter-layout__filter{position:fixed}.moj-filter__tag:after{background-image:url(/x.svg)}"
    )
    assert own_moj_stylesheet(css) == ".moj-timeline{color:red}"


async def test_the_answer_of_a_large_family_weighs_at_most_200_kilobytes(walk, made, static) -> None:
    page = await walk.page_of(made.family_of_seven())
    files = [(await walk.http.get(path)).content for path in set(re.findall(r'"(/static/[^"]+)"', page))]
    assert len(page.encode()) + sum(map(len, files)) <= 200 * 1024
