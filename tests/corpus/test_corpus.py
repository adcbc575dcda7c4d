"""The corpus of this repository: complete, settled claim by claim, and without what the ledger could not support."""

import json
import re
from collections.abc import Iterator
from datetime import date

import pytest
import yaml

from assistant.assistant import Assistant
from assistant.replies import Question, Reply
from ingest.checks import check_corpus
from ingest.corpus import Corpus
from ingest.ledger import Entry, read_ledger
from tests.conftest import CORPUS, REPOSITORY

TODAY = date(2026, 11, 25)
SEED_CASES = REPOSITORY / "evals" / "cases" / "seed-questions.jsonl"


@pytest.fixture(scope="module")
def ledger() -> dict[str, Entry]:
    entries, faults = read_ledger(CORPUS)
    assert faults == []
    return {entry.id: entry for _, entry in entries}


def published(corpus: Corpus) -> Iterator[tuple[str, str]]:
    """Every text that a reader may see, with where it stands."""
    for document in corpus.documents:
        yield document.id, document.question
        for statement in document.statements:
            yield statement.id, statement.text
    for source in corpus.sources.values():
        yield f"source {source.id}", f"{source.title} | {source.publisher} | {source.says}"
    for line in corpus.lines.values():
        yield f"line {line.id}", f"{line.name} | {line.operator} | {line.note or ''} | {line.who_for}"
    for name, text in corpus.phrases["en"].items():
        yield f"phrase {name}", text


def test_the_corpus_has_no_fault() -> None:
    _, faults = check_corpus(CORPUS, TODAY)

    assert [str(fault) for fault in faults] == []


def test_each_of_the_100_claims_has_a_decision(ledger: dict[str, Entry]) -> None:
    claims = [name for name in ledger if name.startswith("c-")]

    assert claims == [f"c-{number:03d}" for number in range(1, 101)]


def test_each_further_fact_has_a_decision(ledger: dict[str, Entry]) -> None:
    expected = [f"L-{n:03d}" for n in range(1, 191)] + [f"H-{n:03d}" for n in range(1, 220)]

    assert [name for name in ledger if not name.startswith("c-")] == expected


def test_each_supported_claim_is_published(ledger: dict[str, Entry]) -> None:
    supported = [entry for entry in ledger.values() if entry.status == "supported"]

    assert len(supported) == 18
    assert [entry.id for entry in supported if entry.decision != "published"] == []


def test_no_claim_that_was_not_supported_counts_as_published(ledger: dict[str, Entry]) -> None:
    wrong = ("contradicted", "outdated", "unsupported")

    assert [e.id for e in ledger.values() if e.status in wrong and e.decision == "published"] == []


def test_a_weak_fact_of_high_risk_is_withheld(ledger: dict[str, Entry]) -> None:
    weak = [entry for entry in ledger.values() if entry.status == "weak" and entry.risk == "high"]

    assert weak
    assert [entry.id for entry in weak if entry.decision != "withheld"] == []


# A pattern for each high-risk claim of the seed that was contradicted, outdated or not supported.
NEVER = {
    "an invented shelter": r"Hope Haven(?! of Cass County)",
    "an invented law office": r"\bVerge\b",
    "its number": r"524.?4949",
    "an invented text line": r"LSMO|847411",
    "a wrong name for the trafficking hotline": r"Missouri Crisis Line",
    "a wrong name for the child abuse hotline": r"Youth Services Helpline",
    "the wrong section for clearing a record": r"455\.085(?!, does not clear)[^.]*(?:vacat|expung|clear|record)|(?:vacat|expung|clear)[^.]*455\.085",
    "an out-of-state group as a local one": r"Project Harmony",
    "an operation that was not found": r"Operation Guardian",
    "groups that were not found": r"SAFE Coalition|Midwest Trauma|Second Chance Hiring|Digital Safety Night",
    "a clinic that was not found": r"Health Annex",
    "a product": r"\bBark (?:Technologies|app)",
    "streets and places of the seed": r"Chipman|291 Highway|Highway 291|Raintree|Longview|Main Street Association",
    "an employer of the seed": r"Saint Luke.s East",
    "a percentage": r"\d\s?(?:%|percent)",
    "figures of the seed": r"\b(?:38 actionable|12x|12 times higher|112 participants|6,000 students|14 arrests|7 trafficking convictions)\b",
    "a promise of speed or rescue": r"within 20 minutes|extraction|\brescue(?! breath)",
    "a promise regardless of income": r"regardless of income|12 months of (?:post-rescue )?therapy",
    "an unchecked number": r"309.?9048|741.?8700|966.?0900|349.?9371|561.?0550|812.?1001|739.?0500|301.?5571|471.?5800|861.?6100|484.?3731|696.?1996|881.?3974|347.?6881",
    "words that blame": r"\bprostitutes?\b(?!\.org)|hooker|\bwhore|\bpimps?\b|lifestyle|\brelapse",
}  # fmt: skip


@pytest.mark.parametrize("what", NEVER)
def test_no_published_text_holds(corpus: Corpus, what: str) -> None:
    found = [(where, text) for where, text in published(corpus) if re.search(NEVER[what], text, re.IGNORECASE)]

    assert found == []


def test_the_patterns_find_the_seed_itself() -> None:
    """The seed FAQ trips the patterns that were made for it: they do look for what it says."""
    seed = (CORPUS / "seed" / "seed-faq.txt").read_text(encoding="utf-8")
    about_other_texts = {"an unchecked number", "words that blame"}

    assert [what for what in NEVER if what not in about_other_texts and not re.search(NEVER[what], seed, re.IGNORECASE)] == []  # fmt: skip


def test_the_six_wrong_labels_of_the_seed_stand_under_their_right_names(corpus: Corpus) -> None:
    owners = {number: line.name for line in corpus.lines.values() for number in line.numbers()}

    assert owners["8883737888"] == "National Human Trafficking Hotline"
    assert owners["8164614673"] == "Hope House hotline"
    assert owners["8003923738"] == "Missouri Child Abuse and Neglect Hotline"
    assert owners["8164748477"] == "Greater Kansas City Crime Stoppers TIPS Hotline"
    assert "8165244949" not in owners
    assert "847411" not in owners


def test_a_line_that_sets_things_in_motion_says_so(corpus: Corpus) -> None:
    for line in corpus.lines.values():
        if line.kind in ("report", "tip"):
            assert line.note, line.id
    assert "makes a report" in (corpus.lines["mo-can"].note or "")
    assert "immigration" in (corpus.lines["hsi"].note or "")


def seed_questions() -> list[Question]:
    return [Question.model_validate_json(line) for line in SEED_CASES.read_text(encoding="utf-8").splitlines()]


def test_the_cases_hold_the_seeds_twelve_headings() -> None:
    seed = (CORPUS / "seed" / "seed-faq.txt").read_text(encoding="utf-8").splitlines()

    assert [question.query for question in seed_questions()] == [line for line in seed if line.endswith("?")]


@pytest.mark.parametrize("question", seed_questions(), ids=lambda question: question.id)
def test_each_heading_of_the_seed_is_answered_with_cited_sentences(assistant: Assistant, question: Question) -> None:
    reply = assistant.reply(question.query, today=TODAY)
    known = {s.id: s.text for document in assistant.corpus.documents for s in document.statements}

    assert reply.kind in ("answer", "partial")
    assert reply.sentences[0].statement.startswith(f"{question.id}#")
    assert len([s for s in reply.sentences if s.citations]) >= 2
    assert all(known[s.statement] == s.text for s in reply.sentences)
    assert reply.strip == ("911", "988", "nhth")


def everyday_cases() -> list[dict[str, object]]:
    return list(yaml.safe_load((REPOSITORY / "evals" / "cases" / "everyday.yaml").read_text(encoding="utf-8")))


@pytest.mark.parametrize("case", everyday_cases(), ids=lambda case: str(case["query"]))
def test_an_everyday_question_finds_its_document(assistant: Assistant, case: dict[str, object]) -> None:
    reply = assistant.reply(str(case["query"]), today=TODAY)
    shown = {sentence.statement.split("#")[0] for sentence in reply.sentences}

    assert reply.kind in case["kinds"]  # type: ignore[operator]
    assert not case.get("documents") or shown & set(case["documents"])  # type: ignore[call-overload]
    assert set(case.get("lines", [])) <= {line.id for line in reply.lines}  # type: ignore[call-overload]


def test_every_number_date_and_amount_of_a_reply_stands_in_a_statement_or_the_registry(assistant: Assistant) -> None:
    """Promise 3, over one question of every document."""
    for document in assistant.corpus.documents:
        reply = assistant.reply(document.question, today=TODAY)
        assert _figures_outside(reply, assistant.corpus) == set(), document.id


def _figures_outside(reply: Reply, corpus: Corpus) -> set[str]:
    statements = {s.text for d in corpus.documents for s in d.statements}
    lines = {json.dumps(line.model_dump(mode="json"), ensure_ascii=False) for line in corpus.lines.values()}
    said = [s.text for s in reply.sentences if s.text not in statements]
    said += [n.text for n in reply.notices] + ([reply.acknowledgement.text] if reply.acknowledgement else [])
    allowed = " ".join(lines)
    return {figure for text in said for figure in re.findall(r"\d[\d,.-]*\d|\d", text) if figure not in allowed}
