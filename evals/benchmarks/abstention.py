"""How often a question that nothing answers is answered all the same, and how often an answerable one is not.

The cases stand in ``evals/cases``. These are counts on small, hand-written sets: they say where the thresholds of a
corpus stand, not how the assistant does in the field.
"""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from assistant.assistant import Assistant
from ingest.settings import Settings
from ingest.yaml_files import read_yaml

CASES = Path(__file__).parent.parent / "cases"


@dataclass(frozen=True)
class Abstention:
    """The kinds of reply to one set of questions. ``right`` counts those that showed a document of the case."""

    what: str
    n: int
    answer: int
    partial: int
    no_answer: int
    right: int | None


def measure(settings: Settings) -> list[Abstention]:
    """Ask the live release every question of both sets."""
    assistant = Assistant.open(settings.home, settings.corpus, settings.model)
    unanswerable, _ = read_yaml(CASES / "unanswerable.yaml")
    everyday, _ = read_yaml(CASES / "everyday.yaml")
    answerable = [case for case in everyday if case.get("documents")]
    wanted = {case["query"]: set(case["documents"]) for case in answerable}
    return [
        _asked(assistant, "unanswerable", {query: set() for query in unanswerable}),
        _asked(assistant, "everyday", wanted),
    ]


def _asked(assistant: Assistant, what: str, wanted: dict[str, set[str]]) -> Abstention:
    kinds: Counter[str] = Counter()
    right = 0
    for query, documents in wanted.items():
        reply = assistant.reply(query)
        kinds[reply.kind] += 1
        right += bool(documents & {sentence.statement.split("#")[0] for sentence in reply.sentences})
    return Abstention(
        what=what,
        n=len(wanted),
        answer=kinds["answer"] + kinds["crisis"],
        partial=kinds["partial"],
        no_answer=kinds["no_answer"] + kinds["refuse"] + kinds["clarify"],
        right=right if any(wanted.values()) else None,
    )
