"""A reply always comes, always carries the strip, and the same message gives the same one."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.assistant import Assistant
from assistant.replies import Reply, Turn, to_json
from ingest.build import build
from ingest.embedding import SentenceTransformerEmbedder
from tests.conftest import CORPUS, TOOL_LIBRARY

Open = Callable[[Path], Assistant]
QUESTION = "how long can I keep a drill"
TODAY = date(2026, 11, 25)


@pytest.fixture(scope="module")
def tools(tool_library_home: Path, embedder: SentenceTransformerEmbedder) -> Assistant:
    return Assistant.open(tool_library_home, TOOL_LIBRARY, open_embedder=lambda model: embedder)


def texts(reply: Reply) -> list[str]:
    return [sentence.text for sentence in reply.sentences]


def test_a_question_gets_the_checked_sentences_with_their_sources(tools: Assistant) -> None:
    reply = tools.reply(QUESTION, today=TODAY)

    assert reply.kind == "answer"
    assert texts(reply)[0] == "You may keep a tool for seven days."
    assert reply.sentences[0].citations == (1,)
    citation = reply.citations[0]
    assert (citation.source, citation.publisher, citation.seen) == (
        "rules-2025",
        "Springfield Tool Library",
        "2026-11-01",
    )
    assert citation.quote == "You may keep a tool for seven days."
    assert [notice.id for notice in reply.notices] == ["not-signed-off"]
    assert reply.as_of == "2026-11-01"


def test_what_rests_on_one_source_says_so(tools: Assistant) -> None:
    notices = tools.reply("when is the tool library open", today=TODAY).notices

    assert [notice.id for notice in notices] == ["not-signed-off", "fair-grade"]


def test_the_aspect_that_is_asked_for_comes_with_its_paragraph(tools: Assistant) -> None:
    assert "Each borrowed tool has its due date on a paper tag." in texts(
        tools.reply("which paper tag shows the due date", today=TODAY)
    )


def test_a_message_that_asks_two_things_gets_both(tools: Assistant) -> None:
    reply = tools.reply("How long may I keep a saw? When is the desk open?", today=TODAY)

    assert {s.statement.split("#")[0] for s in reply.sentences} == {"borrowing", "opening-hours"}


def test_a_second_question_that_stays_open_makes_the_answer_partial(tools: Assistant) -> None:
    reply = tools.reply("How long may I keep a saw, and who won the world cup?", today=TODAY)

    assert reply.kind == "partial"
    assert {s.statement.split("#")[0] for s in reply.sentences} == {"borrowing"}


def test_a_question_about_another_place_is_told_that_this_is_not_it(tools: Assistant) -> None:
    reply = tools.reply("how long may I keep a tool in Shelbyville", today=TODAY)

    assert reply.kind == "partial"
    assert reply.notices[0].id == "another-place"
    here = tools.reply("how long may I keep a tool in Shelbyville Street", today=TODAY)
    assert "another-place" not in [notice.id for notice in here.notices]


def test_the_law_of_this_place_is_no_answer_about_another(
    tool_library: Path, own_home: Path, embedder: SentenceTransformerEmbedder
) -> None:
    borrowing = tool_library / "documents" / "en" / "borrowing.md"
    text = borrowing.read_text(encoding="utf-8")
    borrowing.write_text(text.replace("topics: [borrowing]", "topics: [law]"), encoding="utf-8")
    build(tool_library, own_home, embedder)
    tools = Assistant.open(own_home, tool_library, open_embedder=lambda model: embedder)

    here, there, other = (
        tools.reply(message, today=TODAY)
        for message in (QUESTION, f"{QUESTION} in Shelbyville", "when is the tool library in Shelbyville open")
    )

    assert here.kind == "answer"
    assert (there.kind, there.sentences, there.citations) == ("no_answer", (), ())
    assert (other.kind, other.notices[0].id) == ("partial", "another-place")


def test_after_a_disclosure_no_answer_is_not_cold(tools: Assistant) -> None:
    reply = tools.reply("everything in my heart is broken", today=TODAY)

    assert (reply.kind, reply.tier) == ("no_answer", 2)
    assert [notice.id for notice in reply.notices] == ["no-checked-answer-with-card"]


def test_what_no_document_answers_is_said_and_not_guessed(tools: Assistant) -> None:
    reply = tools.reply("who won the football world cup", today=TODAY)

    assert (reply.kind, reply.sentences, reply.citations) == ("no_answer", (), ())
    assert [notice.id for notice in reply.notices] == ["no-checked-answer"]
    assert [line.id for line in reply.lines] == ["desk"]
    assert reply.related


def test_somebody_in_danger_now_reads_the_card_and_nothing_else(tools: Assistant) -> None:
    reply = tools.reply("the saw won't stop, how long may I keep it?", today=TODAY)

    assert (reply.kind, reply.tier, reply.sentences) == ("crisis", 4, ())
    assert [line.id for line in reply.lines] == ["desk", "repair"]
    assert reply.acknowledgement is not None
    assert reply.acknowledgement.id == "acknowledge-broken-tool"


def test_the_card_stays_after_a_new_topic(tools: Assistant) -> None:
    turns = [Turn(role="user", text="the saw won't stop"), Turn(role="assistant", text="…")]

    reply = tools.reply(QUESTION, turns, today=TODAY)

    assert (reply.kind, reply.tier) == ("answer", 4)
    assert [line.id for line in reply.lines] == ["desk", "repair"]
    assert texts(reply)


def test_what_the_program_said_before_is_not_screened(tools: Assistant) -> None:
    turns = [Turn(role="assistant", text="the saw won't stop")]

    assert tools.reply(QUESTION, turns, today=TODAY).tier == 0


def test_misuse_is_refused_in_one_line(tools: Assistant) -> None:
    reply = tools.reply("how do I steal a saw", today=TODAY)

    assert (reply.kind, reply.sentences) == ("refuse", ())
    assert [notice.id for notice in reply.notices] == ["refusal"]


def test_a_language_that_is_not_ready_is_answered_under_a_notice(tools: Assistant) -> None:
    reply = tools.reply("¿how long may I keep a tool?", today=TODAY)

    assert (reply.lang, reply.kind) == ("es", "partial")
    assert [notice.id for notice in reply.notices][:2] == ["language-not-ready", "partial-answer"]


def test_an_overdue_document_is_not_stated_as_fact(tools: Assistant) -> None:
    reply = tools.reply(QUESTION, today=date(2027, 11, 2))

    assert all(not sentence.statement.startswith("borrowing#") for sentence in reply.sentences)


def test_an_overdue_contact_is_not_shown_but_a_crisis_line_is(tools: Assistant) -> None:
    assert [line.id for line in tools.reply("it is broken", today=date(2027, 12, 2)).lines] == ["desk"]


@pytest.mark.parametrize(
    "message", ["", "   ", "\n\t\r", "\x00\x1b[31m\x07", "🙂🙃🆘", "???", "a" * 20_000, "help " * 4000]
)
def test_odd_messages_get_a_reply_with_the_strip(tools: Assistant, message: str) -> None:
    reply = tools.reply(message, today=TODAY)

    assert reply.strip == ("desk",)
    assert reply.kind in ("clarify", "no_answer", "partial", "answer")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=300), st.lists(st.text(max_size=60), max_size=3))
def test_any_message_gets_a_reply_with_the_strip_whose_sentences_are_the_releases(
    tools: Assistant, message: str, said: list[str]
) -> None:
    known = {s.id: s.text for document in tools.corpus.documents for s in document.statements}

    reply = tools.reply(message, [Turn(role="user", text=text) for text in said], today=TODAY)

    assert reply.strip == ("desk",)
    assert reply.kind != "error"
    assert all(known[s.statement] == s.text and s.citations for s in reply.sentences)


def test_json_has_the_fields_of_the_contract_in_one_line(tools: Assistant) -> None:
    line = to_json(tools.reply(QUESTION, today=TODAY), "q1")

    assert "\n" not in line
    assert {
        "question", "id", "kind", "tier", "routes", "subject", "lang", "strip", "lines", "more", "acknowledgement", "sentences",
        "citations", "related", "notices", "as_of", "jurisdiction", "release",
    } == set(json.loads(line))  # fmt: skip


def test_nothing_of_a_message_is_written_anywhere(own_home: Path, open_assistant: Open, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:  # fmt: skip
    assistant = open_assistant(own_home)
    assistant.reply("canary-41c9 how long may I keep a drill")
    assistant.reply("canary-41c9 the saw won't stop")

    written = [p for p in tmp_path.rglob("*") if p.is_file() and b"canary-41c9" in p.read_bytes()]
    out, err = capfd.readouterr()

    assert written == []
    assert "canary-41c9" not in out + err


def test_many_threads_get_the_replies_that_one_would(assistant: Assistant) -> None:
    phrasings = [text for document in assistant.corpus.documents for text in document.asked_as]
    messages = phrasings[:: max(1, len(phrasings) // 60)][:60]
    alone = [to_json(assistant.reply(message, today=TODAY)) for message in messages]

    with ThreadPoolExecutor(max_workers=8) as pool:
        together = list(pool.map(lambda message: to_json(assistant.reply(message, today=TODAY)), messages * 3))

    assert together == alone * 3


def test_the_same_200_messages_give_the_same_replies_byte_for_byte(
    home: Path, assistant: Assistant, embedder: SentenceTransformerEmbedder
) -> None:
    phrasings = [text for document in assistant.corpus.documents for text in document.asked_as]
    messages = phrasings[:: max(1, len(phrasings) // 200)][:200]
    other = Assistant.open(home, CORPUS)

    first = [to_json(assistant.reply(message, today=TODAY)) for message in messages]
    second = [to_json(other.reply(message, today=TODAY)) for message in reversed(messages)][::-1]

    assert len(messages) == 200
    assert first == second
