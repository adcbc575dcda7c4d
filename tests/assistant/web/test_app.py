"""The public application: the strip is in the HTML of every page before any script, whatever is broken."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from assistant.assistant import Assistant
from assistant.web import app as application
from assistant.web.app import create_app
from ingest import releases

Open = Callable[[Path], Assistant]
STRIP = 'href="tel:+18164685463"'


@pytest.fixture
def client(own_home: Path, open_assistant: Open) -> Iterator[TestClient]:
    with TestClient(create_app(open_assistant(own_home)), raise_server_exceptions=False) as client:
        yield client


def test_the_strip_is_the_first_thing_in_the_page(client: TestClient) -> None:
    page = client.get("/")

    assert page.status_code == 200
    body = page.text[page.text.index("<body") :]
    assert STRIP in body
    assert body.index(STRIP) < body.index("<gradio-app")
    assert "Click to try out the app" not in page.text


def test_the_safety_page_says_what_is_noticed_shown_and_refused_from_the_corpus_itself(client: TestClient) -> None:
    page = client.get("/safety").text

    assert "A tool is broken or does not stop." in page
    assert "Lending desk; Repair shop" in page
    assert "4 rules, 5 patterns, 20 examples." in page
    assert "It cannot call." in page
    assert "<script" not in page


@pytest.mark.parametrize("path", ["/", "/help", "/safety", "/no-such-page", "/api/no-such-thing"])
def test_every_page_has_the_strip_and_is_not_stored(client: TestClient, path: str) -> None:
    page = client.get(path)

    assert STRIP in page.text or json.loads(page.text)["strip"] == ["desk"], page.text[:300]
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["referrer-policy"] == "no-referrer"
    assert "set-cookie" not in page.headers


def test_the_help_page_has_every_line_and_no_script(client: TestClient) -> None:
    page = client.get("/help").text

    assert "Lending desk" in page
    assert 'href="sms:88788?&amp;body=FIX"' in page
    assert "<script" not in page


def test_the_api_replies_as_the_contract_says(client: TestClient) -> None:
    reply = client.post("/api/reply", json={"id": "q", "query": "how long may I keep a tool"}).json()

    assert (reply["question"], reply["kind"], reply["strip"]) == ("q", "answer", ["desk"])
    assert reply["sentences"][0]["text"] == "You may keep a tool for seven days."


def test_a_request_that_cannot_be_read_is_answered_without_its_words(client: TestClient) -> None:
    answer = client.post("/api/reply", json={"canary": "canary-55d0"})

    assert answer.status_code == 422
    assert answer.json()["strip"] == ["desk"]
    assert "canary-55d0" not in answer.text


def test_an_error_in_the_application_still_shows_the_strip(
    own_home: Path, open_assistant: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> str:
        raise RuntimeError("canary-90ab")

    monkeypatch.setattr(application, "help_html", broken)
    with TestClient(create_app(open_assistant(own_home)), raise_server_exceptions=False) as client:
        page = client.get("/help")

    assert page.status_code == 500
    assert STRIP in page.text
    assert "canary-90ab" not in page.text


def test_with_the_index_deleted_page_and_api_keep_the_lines(own_home: Path, open_assistant: Open) -> None:
    shutil.rmtree(own_home / "releases" / releases.live_release(own_home) / "index")
    with TestClient(create_app(open_assistant(own_home))) as client:
        page = client.get("/").text
        reply = client.post("/api/reply", json={"query": "how long may I keep a tool"}).json()

    assert STRIP in page
    assert (reply["kind"], reply["strip"], reply["lines"][0]["id"]) == ("error", ["desk"], "desk")


def test_what_a_person_typed_is_shown_as_text_and_not_as_markup(own_home: Path, open_assistant: Open) -> None:
    from assistant.web.html import turn_html

    message = '<img src=x onerror="alert(1)"> [1] <script>x</script>'

    html = turn_html(message, open_assistant(own_home).reply(message), 1)

    assert "<img" not in html
    assert "<script" not in html
    assert "&lt;img src=x" in html
