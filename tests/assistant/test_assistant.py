"""A reply always comes, always carries the strip, and the same message gives the same one."""

import json
import shutil
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.assistant import Assistant
from assistant.errors import NoLines
from assistant.replies import Reply, Turn, to_json
from assistant.retrieval import Retriever
from ingest import releases
from ingest.embedding import SentenceTransformerEmbedder
from ingest.errors import ModelError
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

    assert (reply.lang, reply.kind) == ("es", "answer")
    assert reply.notices[0].id == "language-not-ready"


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


def check_still_helps(assistant: Assistant) -> None:
    """Whatever is broken: the strip, the card, and a phrase that says so."""
    assert assistant.failure
    reply = assistant.reply(QUESTION, today=TODAY)
    assert (reply.kind, reply.strip) == ("error", ("desk",))
    assert [line.id for line in reply.lines] == ["desk"]
    assert [notice.id for notice in reply.notices] == ["error"]
    danger = assistant.reply("the saw won't stop", today=TODAY)
    assert (danger.kind, danger.tier) == ("crisis", 4)
    assert [line.id for line in danger.lines] == ["desk", "repair"]


def live_folder(home: Path) -> Path:
    return home / "releases" / releases.live_release(home)


def test_with_the_index_deleted_the_lines_are_shown(own_home: Path, open_assistant: Open) -> None:
    shutil.rmtree(live_folder(own_home) / "index")

    check_still_helps(open_assistant(own_home))


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\x00" + b"\x00" * 5000])
def test_with_the_index_corrupt_the_lines_are_shown(own_home: Path, open_assistant: Open, content: bytes) -> None:
    (live_folder(own_home) / "index" / "chroma.sqlite3").write_bytes(content)

    check_still_helps(open_assistant(own_home))


def test_with_the_vectors_corrupt_the_lines_are_shown(own_home: Path, open_assistant: Open) -> None:
    for path in (live_folder(own_home) / "index").glob("*/*.bin"):
        path.write_bytes(b"\xff" * 64)

    assistant = open_assistant(own_home)
    reply = assistant.reply(QUESTION, today=TODAY)

    assert reply.strip == ("desk",)
    assert reply.kind in ("error", "answer")  # Chroma may still answer from its log: then the answer is a checked one


def test_with_the_model_missing_the_lines_are_shown(own_home: Path) -> None:
    check_still_helps(Assistant.open(own_home, TOOL_LIBRARY, model=str(own_home / "no-model")))


def test_with_the_packaged_model_missing_the_lines_are_shown(own_home: Path) -> None:
    def missing(model: str) -> SentenceTransformerEmbedder:
        raise ModelError(f"the model files of {model} are missing.")

    check_still_helps(Assistant.open(own_home, TOOL_LIBRARY, open_embedder=missing))


def test_with_a_release_of_another_model_the_lines_are_shown(own_home: Path, open_assistant: Open) -> None:
    release = releases.open_release(own_home)
    folder = live_folder(own_home)
    other = releases.manifest_of(release.corpus, "other-model", "0" * 64, release.manifest.entries)
    (folder / "manifest.json").write_text(json.dumps(asdict(other)), encoding="utf-8")
    folder.rename(folder.with_name(other.release))
    releases.go_live(own_home, other.release)

    assistant = open_assistant(own_home)

    assert assistant.failure == "the release was built with another model (other-model): build it again."
    check_still_helps(assistant)


def test_with_the_manifest_changed_the_corpus_lends_its_lines(own_home: Path, open_assistant: Open) -> None:
    path = live_folder(own_home) / "manifest.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"entries": 61', '"entries": 62'), encoding="utf-8")

    check_still_helps(open_assistant(own_home))


def test_with_no_release_at_all_the_corpus_lends_its_lines(tmp_path: Path, open_assistant: Open) -> None:
    check_still_helps(open_assistant(tmp_path / "nowhere"))


def test_with_neither_release_nor_corpus_nothing_is_served(tmp_path: Path) -> None:
    with pytest.raises(NoLines, match="no release has been built yet"):
        Assistant.open(tmp_path / "nowhere", tmp_path / "no-corpus")


def test_an_exception_inside_retrieval_leaves_the_lines_and_no_word_in_the_log(
    own_home: Path, open_assistant: Open, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(self: Retriever, message: str, *_: object) -> None:
        raise RuntimeError(f"cannot search for {message}")

    monkeypatch.setattr(Retriever, "search", broken)
    reply = open_assistant(own_home).reply("canary-7f3a " + QUESTION, today=TODAY)

    assert (reply.kind, reply.strip) == ("error", ("desk",))
    assert "RuntimeError" in caplog.text
    assert "canary-7f3a" not in caplog.text


def test_a_reply_that_says_more_than_the_release_is_replaced(
    own_home: Path, open_assistant: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    assistant = open_assistant(own_home)
    honest = assistant.reply(QUESTION, today=TODAY)
    sentence = honest.sentences[0]
    forged = Reply(
        **{**honest.__dict__, "sentences": (type(sentence)(**{**sentence.__dict__, "text": "You may keep it."}),)}
    )
    monkeypatch.setattr(Assistant, "_reply", lambda *_: forged)

    assert assistant.reply(QUESTION, today=TODAY).kind == "error"


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
        "question", "id", "kind", "tier", "routes", "subject", "lang", "strip", "lines", "acknowledgement", "sentences",
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


def test_the_same_200_messages_give_the_same_replies_byte_for_byte(
    home: Path, assistant: Assistant, embedder: SentenceTransformerEmbedder
) -> None:
    phrasings = [text for document in assistant.corpus.documents for text in document.asked_as]
    messages = phrasings[:: max(1, len(phrasings) // 200)][:200]
    other = Assistant.open(home, CORPUS, open_embedder=lambda model: embedder)

    first = [to_json(assistant.reply(message, today=TODAY)) for message in messages]
    second = [to_json(other.reply(message, today=TODAY)) for message in reversed(messages)][::-1]

    assert len(messages) == 200
    assert first == second
