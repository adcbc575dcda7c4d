"""What no pattern fits is heard by its nearness to an example, and only ever raises."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.replies import Turn
from assistant.screening import raised, screen
from ingest.embedding import SentenceTransformerEmbedder
from ingest.screening_rules import Rule, matches, normalise
from tests.conftest import TOOL_LIBRARY

TODAY = date(2026, 11, 25)
UNHEARD = "this saw just keeps running, I can not make it stop"


@pytest.fixture(scope="module")
def tools(tool_library_home: Path, embedder: SentenceTransformerEmbedder) -> Assistant:
    return Assistant.open(tool_library_home, TOOL_LIBRARY, open_embedder=lambda model: embedder)


def test_no_pattern_fits_the_message_of_these_tests(tools: Assistant) -> None:
    assert not any(matches(rule, normalise(UNHEARD)) for rule in tools.corpus.rules)


def test_a_message_near_an_example_gets_its_card(tools: Assistant) -> None:
    reply = tools.reply(UNHEARD, today=TODAY)

    assert reply.tier == 4
    assert reply.kind == "crisis"
    assert [line.id for line in reply.lines] == ["desk", "repair"]


def test_what_was_heard_stays_with_the_next_message(tools: Assistant) -> None:
    reply = tools.reply("how long may I keep a tool", [Turn(role="user", text=UNHEARD)], today=TODAY)

    assert (reply.kind, reply.tier) == ("answer", 4)
    assert [line.id for line in reply.lines] == ["desk", "repair"]
    assert reply.sentences


def test_an_open_question_after_an_alarm_is_answered_as_far_as_it_can_be(tools: Assistant) -> None:
    before = [Turn(role="user", text="the saw won't stop")]

    reply = tools.reply("How long may I keep a saw, and who won the world cup?", before, today=TODAY)

    assert (reply.kind, reply.tier) == ("partial", 4)


def test_a_message_nearer_to_a_plain_question_raises_nothing(tools: Assistant) -> None:
    assert tools.reply("the tool will not start", today=TODAY).tier == 0


def test_an_example_of_misuse_refuses_nobody_by_nearness(tools: Assistant) -> None:
    assert tools.reply("somebody took my saw, a thief", today=TODAY).kind != "refuse"


def test_raising_takes_nothing_away() -> None:
    mend = Rule(id="mend", tier=3, routes=("mend",), patterns=("x",), examples=("x",))
    glance = Rule(id="glance", tier=1, routes=("look",), subject="other", patterns=("y",), examples=("y",))
    before = screen("x", [mend])

    after = raised(before, [glance])

    assert (after.tier, after.message_tier, after.routes) == (3, 3, ("mend", "look"))
    assert after.subject == "other"


def test_without_the_model_the_patterns_stand_alone(
    own_home: Path, open_assistant: Callable[[Path], Assistant]
) -> None:
    for path in own_home.glob("releases/*/index/chroma.sqlite3"):
        path.unlink()

    reply = open_assistant(own_home).reply("the saw won't stop", today=TODAY)

    assert (reply.kind, reply.tier) == ("crisis", 4)
