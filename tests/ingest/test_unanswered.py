"""Messages that nothing answers are read from every file; one that contradicts the documents is told with its line."""

from datetime import date
from pathlib import Path

import pytest

from ingest.checks import check_corpus
from ingest.faults import Fault
from ingest.unanswered import Unanswered, read_unanswered

TODAY = date(2026, 11, 25)


def write(corpus: Path, text: str, name: str = "more.yaml") -> Path:
    path = corpus / "unanswered" / name
    path.write_text(text, encoding="utf-8")
    return path


def test_messages_of_every_file_are_read_in_order(tmp_path: Path) -> None:
    (tmp_path / "unanswered").mkdir()
    write(tmp_path, "- say: who won\n", "b.yaml")
    write(tmp_path, "- say: who invented the drill\n  near: [borrowing, repairs]\n- say: no\n", "a.yaml")
    write(tmp_path, "- say: not read\n", "notes.txt")

    assert read_unanswered(tmp_path / "unanswered") == (
        (
            Unanswered(say="who invented the drill", near=("borrowing", "repairs")),
            Unanswered(say="no"),
            Unanswered(say="who won"),
        ),
        [],
    )


def test_a_corpus_need_not_have_such_messages(tmp_path: Path) -> None:
    assert read_unanswered(tmp_path / "unanswered") == ((), [])


def test_a_message_that_stands_twice_is_a_fault_of_the_second_file(tmp_path: Path) -> None:
    (tmp_path / "unanswered").mkdir()
    write(tmp_path, "- say: who won\n", "a.yaml")
    second = write(tmp_path, "- say: who won\n  near: [borrowing]\n- say: who lost\n", "b.yaml")

    messages, faults = read_unanswered(tmp_path / "unanswered")

    assert [message.say for message in messages] == ["who won", "who lost"]
    assert faults == [Fault(second, 1, "“who won” stands twice among the messages that nothing answers.")]


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("- say: who won\n- near: [borrowing]\n", 2, "say: field required."),
        ("- say: who won\n  close: [borrowing]\n", 2, "close: extra inputs are not permitted."),
        ("- say: who won\n  near: borrowing\n", 2, "near: input should be a valid tuple."),
        ("say: who won\n", 1, "this file must hold a list: each entry starts with “- id: …”."),
    ],
)
def test_a_faulty_entry_is_told_with_its_line(tool_library: Path, text: str, line: int, message: str) -> None:
    path = write(tool_library, text)

    assert Fault(path, line, message) in read_unanswered(tool_library / "unanswered")[1]
    assert Fault(path, line, message) in check_corpus(tool_library, TODAY)[1]


def test_a_message_in_two_files_is_a_fault_of_the_corpus(tool_library: Path) -> None:
    path = write(tool_library, "- say: who invented the drill\n")

    _, faults = check_corpus(tool_library, TODAY)

    assert faults == [Fault(path, 1, "“who invented the drill” stands twice among the messages that nothing answers.")]


@pytest.mark.parametrize(
    ("say", "document"),
    [
        ("when is my saw due back", "borrowing"),
        ("When is my saw due back", "borrowing"),
        ("who repairs -- tools?!", "broken-tools"),
        ("when is the tool library open", "opening-hours"),  # a question, not a phrasing
    ],
)
def test_a_message_that_is_a_phrasing_of_a_document_is_a_fault(tool_library: Path, say: str, document: str) -> None:
    path = write(tool_library, f"# Asked last week.\n- say: do you lend cars\n- say: {say}\n")

    _, faults = check_corpus(tool_library, TODAY)

    assert faults == [Fault(path, 3, f"“{say}” is a phrasing of {document}: keep it in one place.")]


def test_a_message_that_is_nearly_a_phrasing_is_none(tool_library: Path) -> None:
    write(tool_library, "- say: when is my saw due back in the shop\n")

    assert check_corpus(tool_library, TODAY)[1] == []


def test_each_document_that_near_names_must_exist(tool_library: Path) -> None:
    path = write(
        tool_library, "- say: do you lend cars\n- say: do you lend boats\n  near: [lending, borrowing, boats]\n"
    )

    _, faults = check_corpus(tool_library, TODAY)

    assert faults == [
        Fault(path, 2, "there is no document boats."),
        Fault(path, 2, "there is no document lending."),
    ]


@pytest.mark.parametrize("written", ["'what''s this'", "what's\n    this"])
def test_a_message_written_with_signs_of_yaml_is_told_with_its_file(tool_library: Path, written: str) -> None:
    path = write(tool_library, f"- say: {written}\n  near: [nowhere]\n")

    assert Fault(path, 1, "there is no document nowhere.") in check_corpus(tool_library, TODAY)[1]
