"""Promises 2 and 3: whatever is changed in a reply that does not stand in the release, the reply does not pass."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.assistant import Assistant
from assistant.errors import UnverifiedReply
from assistant.replies import Phrase, Related, Reply
from assistant.verification import Verifier
from ingest.embedding import SentenceTransformerEmbedder
from tests.conftest import TOOL_LIBRARY

TODAY = date(2026, 11, 25)


@pytest.fixture(scope="module")
def tools(tool_library_home: Path, embedder: SentenceTransformerEmbedder) -> Assistant:
    return Assistant.open(tool_library_home, TOOL_LIBRARY, open_embedder=lambda model: embedder)


@pytest.fixture(scope="module")
def reply(tools: Assistant) -> Reply:
    return tools.reply("it is broken, when is the tool library open and how do I call the desk", today=TODAY)


@pytest.fixture(scope="module")
def verifier(tools: Assistant) -> Verifier:
    return Verifier(tools.corpus)


def test_an_honest_reply_passes(verifier: Verifier, reply: Reply) -> None:
    assert reply.sentences
    assert reply.acknowledgement
    assert verifier.verify(reply, TODAY) is reply


def forged(reply: Reply, what: str) -> Reply:
    """The reply with one thing changed."""
    sentence, citation = reply.sentences[-1], reply.citations[-1]
    others = reply.sentences[:-1]
    line = reply.lines[0]
    return {
        "one digit of a sentence": lambda: replace(reply, sentences=(*others, replace(sentence, text=sentence.text.replace("5463", "5436")))),
        "a sentence of its own": lambda: replace(reply, sentences=(*others, replace(sentence, text="Tools are free.", statement="borrowing#000000000000"))),
        "a sentence under another's id": lambda: replace(reply, sentences=(*others, replace(sentence, statement=reply.sentences[0].statement))),
        "a sentence without a citation": lambda: replace(reply, sentences=(*others, replace(sentence, citations=()))),
        "a citation that is not there": lambda: replace(reply, sentences=(*others, replace(sentence, citations=(99,)))),
        "another's citation": lambda: replace(reply, sentences=(*others, replace(sentence, citations=(1,)))),
        "a quote of other words": lambda: replace(reply, citations=(*reply.citations[:-1], replace(citation, quote="Other words."))),
        "a link of its own": lambda: replace(reply, citations=(*reply.citations[:-1], replace(citation, url="https://example.com"))),
        "what the source does not say": lambda: replace(reply, citations=(*reply.citations[:-1], replace(citation, says="Anything."))),
        "a strip without a line": lambda: replace(reply, strip=()),
        "a line with another number": lambda: replace(reply, lines=(replace(line, call="816-555-0100"), *reply.lines[1:])),
        "a line that calls another number": lambda: replace(reply, lines=(replace(line, links=()), *reply.lines[1:])),
        "a notice in other words": lambda: replace(reply, notices=(Phrase("not-signed-off", "All signed off."),)),
        "an acknowledgement of its own": lambda: replace(reply, acknowledgement=Phrase("hello", "Hello!")),
        "a related question that nobody asks": lambda: replace(reply, related=(Related("borrowing", "Are tools free?"),)),
    }[what]()  # fmt: skip


@pytest.mark.parametrize(
    "what",
    [
        "one digit of a sentence",
        "a sentence of its own",
        "a sentence under another's id",
        "a sentence without a citation",
        "a citation that is not there",
        "another's citation",
        "a quote of other words",
        "a link of its own",
        "what the source does not say",
        "a strip without a line",
        "a line with another number",
        "a line that calls another number",
        "a notice in other words",
        "an acknowledgement of its own",
        "a related question that nobody asks",
    ],
)
def test_a_reply_does_not_pass_with(verifier: Verifier, reply: Reply, what: str) -> None:
    changed = forged(reply, what)
    assert changed != reply

    with pytest.raises(UnverifiedReply):
        verifier.verify(changed, TODAY)


@given(st.integers(0, 10_000), st.characters(codec="utf-8"))
def test_no_single_changed_character_passes(verifier: Verifier, reply: Reply, place: int, character: str) -> None:
    number = place % len(reply.sentences)
    sentence = reply.sentences[number]
    at = place % len(sentence.text)
    text = sentence.text[:at] + character + sentence.text[at + 1 :]
    changed = replace(
        reply, sentences=(*reply.sentences[:number], replace(sentence, text=text), *reply.sentences[number + 1 :])
    )

    if text == sentence.text:
        assert verifier.verify(changed, TODAY) is changed
    else:
        with pytest.raises(UnverifiedReply):
            verifier.verify(changed, TODAY)


def test_an_overdue_statement_does_not_pass(verifier: Verifier, reply: Reply) -> None:
    with pytest.raises(UnverifiedReply, match="overdue"):
        verifier.verify(reply, date(2027, 11, 2))
