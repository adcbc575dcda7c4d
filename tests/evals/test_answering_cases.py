"""The cases of answering point at what is in the corpus, were not learned by heart, and fall into halves by their text."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.answering_cases import FOLDER, AnsweringCase, Expected, Split, read_cases
from evals.errors import FaultyCases
from ingest.corpus import Corpus
from ingest.words import plain_words
from ingest.yaml_files import read_yaml_models

FILES = sorted(FOLDER.glob("*.yaml"))
WITHOUT_ANSWERS = {"near-miss", "off-topic", "unanswerable"}
ONE = "- id: lay-001\n  query: when is it\n  answers: []\n"
SHORT = "- id: lay-002\n  query: where is it\n"


@pytest.fixture(scope="module")
def cases() -> tuple[AnsweringCase, ...]:
    return read_cases()


def of_half(cases: Sequence[AnsweringCase], split: Split) -> list[AnsweringCase]:
    return [case for case in cases if case.split == split]


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_every_case_of_a_file_is_read_and_named_after_it(path: Path, cases: tuple[AnsweringCase, ...]) -> None:
    records, faults = read_yaml_models(AnsweringCase, path)

    assert faults == []
    assert records == [case for case in cases if case.category == path.stem]


def test_every_document_and_statement_exists(cases: tuple[AnsweringCase, ...], corpus: Corpus) -> None:
    known = {document.id for document in corpus.documents}
    known |= {statement.id for document in corpus.documents for statement in document.statements}
    named = {(case.id, name) for case in cases for part in case.answers for name in (*part.documents, *part.says)} | {
        (case.id, name) for case in cases for name in case.never
    }

    assert sorted((case, name) for case, name in named if name not in known) == []


def test_every_part_says_something_out_of_its_own_documents(cases: tuple[AnsweringCase, ...], corpus: Corpus) -> None:
    home_of = {statement.id: document.id for document in corpus.documents for statement in document.statements}
    parts = [(case.id, part) for case in cases for part in case.answers]

    assert [name for name, part in parts if not part.says or not part.documents] == []
    assert [(name, said) for name, part in parts for said in part.says if home_of[said] not in part.documents] == []


def test_nothing_that_answers_a_case_must_never_be_shown_for_it(cases: tuple[AnsweringCase, ...]) -> None:
    says = {case.id: {said for part in case.answers for said in part.says} for case in cases}

    assert [case.id for case in cases if says[case.id] & set(case.never)] == []


def test_the_cases_without_answers_are_those_that_their_file_says(cases: tuple[AnsweringCase, ...]) -> None:
    assert {case.category for case in cases if not case.answers} == WITHOUT_ANSWERS
    assert [case.id for case in cases if case.answers and case.category in WITHOUT_ANSWERS] == []


def test_there_are_enough_cases(cases: tuple[AnsweringCase, ...]) -> None:
    assert len(cases) >= 500
    assert len([case for case in cases if case.category in WITHOUT_ANSWERS]) >= 150


@pytest.mark.parametrize("split", ["fit", "check"])
def test_each_half_is_large_enough_and_holds_both_kinds(cases: tuple[AnsweringCase, ...], split: Split) -> None:
    half = of_half(cases, split)

    assert len(half) >= 150
    assert len([case for case in half if not case.answers]) >= 60
    assert len([case for case in half if case.answers]) >= 60


def test_no_message_stands_in_both_halves(cases: tuple[AnsweringCase, ...]) -> None:
    fitted, measured = ({plain_words(case.query) for case in of_half(cases, half)} for half in ("fit", "check"))

    assert fitted & measured == set()


def test_no_case_is_a_message_from_which_refusing_is_learned(cases: tuple[AnsweringCase, ...], corpus: Corpus) -> None:
    learned = {plain_words(message.say) for message in corpus.unanswered}

    assert [case.id for case in cases if plain_words(case.query) in learned] == []


@given(
    query=st.text(),
    number=st.integers(0, 999),
    after=st.lists(st.text(), max_size=2),
    language=st.sampled_from([None, "en", "es"]),
    is_answered=st.booleans(),
)
def test_the_half_of_a_case_rests_on_its_text_alone(
    query: str, number: int, after: list[str], language: str | None, is_answered: bool
) -> None:
    answers = (Expected(documents=("borrowing",), says=("borrowing#5b7de1a896ff",)),) if is_answered else ()
    plain = AnsweringCase(id="lay-001", query=query, answers=())

    other = AnsweringCase(
        id=f"formal-{number}", query=query, after=tuple(after), language=language, answers=answers, never=("x#1",)
    )

    assert other.split == plain.split


@pytest.mark.parametrize(
    ("query", "split"),
    [
        ("for how many days can i borrow a wrench", "check"),
        ("which days are you open", "fit"),
        ("the grinder is broken, must i pay for it", "fit"),
        ("how do i bake bread", "check"),
    ],
)
def test_a_case_stays_in_its_half_on_every_machine(query: str, split: Split) -> None:
    assert AnsweringCase(id="lay-001", query=query, answers=()).split == split


def test_cases_of_all_files_of_a_folder_are_read(tmp_path: Path) -> None:
    (tmp_path / "lay.yaml").write_text(ONE, encoding="utf-8")
    (tmp_path / "two-part.yaml").write_text(ONE.replace("lay", "two-part"), encoding="utf-8")

    assert [(case.id, case.category) for case in read_cases(tmp_path)] == [
        ("lay-001", "lay"),
        ("two-part-001", "two-part"),
    ]


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        (ONE + SHORT, 4, "answers: field required"),
        (ONE + SHORT + "  answers: []\n  nevr: []\n", 7, "nevr"),
        (ONE + SHORT + "  answers:\n    - documents: [borrowing]\n", 6, "says: field required"),
        (ONE + "- id: [\n", 5, "not valid YAML"),
        ("id: lay-001\n", 1, "must hold a list"),
    ],
    ids=["a missing field", "a misspelt field", "a part without statements", "no YAML", "no list"],
)
def test_a_faulty_file_is_told_with_file_and_line(tmp_path: Path, text: str, line: int, says: str) -> None:
    (tmp_path / "keywords.yaml").write_text(ONE.replace("lay", "keywords"), encoding="utf-8")
    path = tmp_path / "lay.yaml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(FaultyCases) as caught:
        read_cases(tmp_path)

    assert [(fault.path, fault.line) for fault in caught.value.faults] == [(path, line)]
    assert says in str(caught.value)


def test_the_faults_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    for name in ("formal", "lay"):
        (tmp_path / f"{name}.yaml").write_text(SHORT, encoding="utf-8")

    with pytest.raises(FaultyCases) as caught:
        read_cases(tmp_path)

    assert [fault.path.stem for fault in caught.value.faults] == ["formal", "lay"]


def test_an_id_that_stands_in_two_files_is_a_fault(tmp_path: Path) -> None:
    for name in ("formal", "lay"):
        (tmp_path / f"{name}.yaml").write_text(ONE, encoding="utf-8")

    with pytest.raises(FaultyCases, match="“lay-001” stands twice among the cases") as caught:
        read_cases(tmp_path)

    assert [fault.path.name for fault in caught.value.faults] == ["lay.yaml"]


def test_no_case_is_a_phrasing_that_the_index_holds(cases: tuple[AnsweringCase, ...], corpus: Corpus) -> None:
    learned = {plain_words(text) for document in corpus.documents for text in document.asked_as}

    assert [case.id for case in cases if plain_words(case.query) in learned] == []


def test_an_id_that_stands_twice_in_one_file_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "lay.yaml").write_text(ONE + ONE, encoding="utf-8")

    with pytest.raises(FaultyCases, match="“lay-001” stands twice among the cases"):
        read_cases(tmp_path)
