import hashlib
import re

import pytest

from app.portal.assets import ASSETS
from app.portal.pages import LANGUAGES, Links, render


@pytest.mark.parametrize("template", ["landing.html", "docs.html", "problems.html"])
def test_the_two_languages_share_structure_and_no_sentence(template: str) -> None:
    links = Links("https://inovasi.example.go.id", None)
    rendered = {language: render(template, "/", language, links, problems=[]) for language in LANGUAGES}
    tags = {language: re.findall(r"<\w+", page) for language, page in rendered.items()}
    assert tags["id"] == tags["en"]
    sentences = {
        language: {text.strip() for text in re.findall(r">([^<>]+)<", page) if len(text.split()) > 3}
        for language, page in rendered.items()
    }
    assert sentences["id"]
    assert sentences["id"].isdisjoint(sentences["en"])


def test_parts_of_a_page_have_no_origin_and_pages_have() -> None:
    links = Links("https://kota.example.go.id/inovasi", "en")
    assert links.part("/static/portal.css") == "/inovasi/static/portal.css"
    assert links.to("/v1") == "https://kota.example.go.id/inovasi/v1"
    assert links.page("/docs") == "https://kota.example.go.id/inovasi/docs?lang=en"
    assert links.page("/docs", "id") == "https://kota.example.go.id/inovasi/docs?lang=id"


def test_the_vendored_files_carry_their_licence_and_version() -> None:
    names = {name.removeprefix("swagger-ui/") for name in ASSETS if name.startswith("swagger-ui/")}
    assert {"LICENSE", "NOTICE", "VERSION", "swagger-ui-bundle.js", "swagger-ui-bundle.js.LICENSE.txt"} <= names
    version = ASSETS["swagger-ui/VERSION"].body.decode()
    assert re.match(r"swagger-ui-dist 5\.\d+\.\d+ \(Apache-2\.0\)", version)
    digests = {name: digest for digest, name in re.findall(r"^([0-9a-f]{64})  (.+)$", version, re.MULTILINE)}
    assert digests.keys() == names - {"VERSION"}
    for name, digest in digests.items():
        assert hashlib.sha256(ASSETS[f"swagger-ui/{name}"].body).hexdigest() == digest, f"{name} is not its publisher's"


def test_no_style_sheet_or_script_of_ours_reaches_outside() -> None:
    own = [
        asset.body.decode()
        for name, asset in ASSETS.items()
        if name in {"portal.css", "content.css", "docs.css", "docs.js"}
    ]
    assert len(own) == 4
    assert not any("//" in re.sub(r"/\*.*?\*/|// .*", "", text, flags=re.DOTALL) for text in own)
