"""The chat page in a real browser: it answers, works by keyboard at 360 pixels, and calls nobody but its own server."""

import os
import shutil
import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright

from assistant.assistant import Assistant
from assistant.web.app import create_app

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
if CHROMIUM is None and os.environ.get("WAYPOST_REQUIRE_BROWSER") == "1":
    raise RuntimeError("WAYPOST_REQUIRE_BROWSER is set, and there is no Chromium on this machine.")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine: apt-get install chromium")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]  # fmt: skip


@pytest.fixture(scope="module")
def address(assistant: Assistant) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(create_app(assistant), port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(timeout=20)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector("#wp-question textarea")
    yield page
    context.close()


def ask(page: Page, question: str, number: int = 1) -> None:
    page.fill("#wp-question textarea", question)
    page.click("#wp-ask")
    page.wait_for_selector(f"#turn-{number}")


def test_a_question_is_answered_with_citations_that_open(page: Page) -> None:
    ask(page, "Can I get naloxone without a prescription?")

    answer = page.inner_text("#turn-1")
    assert "naloxone" in answer
    first = page.locator("#turn-1 details").first
    assert not first.locator("dl").is_visible()
    page.locator("#turn-1 .wp-answer sup a").first.click()
    first.locator("dl").wait_for(state="visible")
    opened = first.inner_text()
    assert page.locator("#c-1-1 mark").inner_text() in answer
    assert "Read on 2026-11-22" in opened
    assert "(" in opened  # the authority, beside the publisher


def test_it_works_with_the_keyboard_alone(page: Page) -> None:
    page.focus("#wp-question textarea")
    page.keyboard.type("Can I text 911?")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("#turn-1")

    assert page.inner_text("#turn-1 h2").endswith("Can I text 911?")


def test_a_new_reply_is_brought_into_sight_and_announced(page: Page) -> None:
    for number, question in enumerate(("What is PEP?", "Can I text 911?", "What is a T visa?"), start=1):
        ask(page, question, number)
    page.wait_for_timeout(500)

    box = page.locator("#turn-3 h2").bounding_box()
    strip = page.locator(".wp-strip").bounding_box()
    assert box is not None
    assert strip is not None
    assert strip["y"] + strip["height"] <= box["y"] < 740
    assert page.get_attribute("#wp-transcript", "aria-live") == "polite"


def test_nothing_overflows_at_360_pixels(page: Page) -> None:
    ask(page, "What are the laws about prostitution?")

    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_the_strip_stays_in_sight_and_its_buttons_are_large_enough(page: Page) -> None:
    ask(page, "What are the laws about prostitution?")
    page.mouse.wheel(0, 3000)
    page.wait_for_timeout(300)

    button = page.locator('.wp-strip a[href="tel:911"]').first
    box = button.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    assert box["width"] >= 44
    assert 0 <= box["y"] < 740


def test_somebody_in_danger_sees_the_card_first(page: Page) -> None:
    ask(page, "he won't let me leave")

    assert page.get_attribute("#turn-1", "data-kind") == "crisis"
    assert page.locator('#turn-1 .wp-card a[href="tel:911"]').count() == 1
    assert page.locator("#turn-1 .wp-answer").count() == 0


def test_the_card_stays_with_the_next_question(page: Page) -> None:
    ask(page, "my husband beats me")
    ask(page, "Can I text 911?", 2)

    assert page.locator('#turn-2 .wp-card a[href="tel:+18164685463"]').count() == 1


def test_an_example_question_answers_at_once(page: Page) -> None:
    page.locator("button.wp-example").first.click()
    page.wait_for_selector("#turn-1")

    assert page.locator("#turn-1 .wp-answer").count() >= 1


def test_no_request_leaves_and_nothing_is_kept(browser: Browser, address: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    page.wait_for_selector("#wp-question textarea")
    ask(page, "Can I text 911? canary-8e21")

    assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []
    assert [url for url in asked if "canary" in url] == []
    assert context.cookies() == []
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    page.reload()
    page.wait_for_selector("#wp-question textarea")
    assert page.locator("#turn-1").count() == 0
    context.close()


def test_without_script_the_strip_is_there(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)

    assert page.locator('a[href="tel:988"]').first.is_visible()
    context.close()
