"""Documents are read into statements and paragraphs, and every fault is told with file and line."""

from pathlib import Path

import pytest

from ingest.documents import Document, read_document, statement_id

FRONT = """---
id: example
kind: faq
question: What is an example?
asked_as: [a b, c d, e f, g h, i j, k l, m n, o p]
topics: [law]
jurisdiction: Missouri
checked: 2026-11-22
review_by: 2027-02-20
---
"""


def read(tmp_path: Path, text: str) -> tuple[Document | None, list[str]]:
    path = tmp_path / "documents" / "en" / "example.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    document, faults = read_document(path, tmp_path, "en")
    return document, [str(fault).removeprefix(f"{path}:") for fault in faults]


def test_each_line_is_a_statement_and_a_blank_line_ends_a_paragraph(tmp_path: Path) -> None:
    document, faults = read(tmp_path, FRONT + "One is so. [^a]\nTwo is so. [^a] [^b]\n\nThree is so. [^c]\n")

    assert not faults
    assert document is not None
    assert [[s.text for s in run] for run in document.paragraphs] == [["One is so.", "Two is so."], ["Three is so."]]
    assert [s.sources for s in document.statements] == [("a",), ("a", "b"), ("c",)]
    assert [s.line for s in document.statements] == [11, 12, 14]


def test_a_statements_id_changes_with_its_text_and_with_nothing_else(tmp_path: Path) -> None:
    before, _ = read(tmp_path, FRONT + "One is so. [^a]\nTwo is so. [^a]\n")
    after, _ = read(tmp_path, FRONT + "\n\nOne is so. [^b]\nTwo was so. [^a]\n")

    assert before is not None
    assert after is not None
    assert before.statements[0].id == after.statements[0].id == statement_id("example", "One is so.")
    assert before.statements[1].id != after.statements[1].id


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("One is so.\n", "11: “One is so.” has no source mark: end the line with [^source-id]."),
        ("One is so [^a]\n", "11: “One is so” does not end like a sentence: write one sentence a line."),
        ("See [this](x). [^a]\n", "11: “See [this](x).” holds markup or a link: a statement is plain text."),
        (
            "Call us. [^guidance]\n",
            "11: [^guidance] is only for a document of kind: topic; here each line needs a source.",
        ),
        (
            "One is so. Two is so. [^a]\n",
            "11: “One is so. Two is so.” holds more than one sentence: write one sentence a line.",
        ),
        ("\n", "10: the document has no statement: write at least one."),
    ],
)
def test_a_faulty_line_is_told_with_its_number(tmp_path: Path, body: str, fault: str) -> None:
    _, faults = read(tmp_path, FRONT + body)

    assert faults == [fault]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("kind: faq", "kind: poem", "3: kind: input should be 'faq', 'resource' or 'topic'."),
        ("checked: 2026-11-22", "checked: soon", "8: checked: input should be a valid date or datetime"),
        ("topics: [law]", "topic: [law]", "6: topic: extra inputs are not permitted."),
        ("topics: [law]", "topics: [law", "7: this is not valid YAML"),
        ("id: example", "id: Not An Id", "2: id: string should match pattern"),
    ],
)
def test_faulty_front_matter_is_told_with_its_line(tmp_path: Path, old: str, new: str, fault: str) -> None:
    document, faults = read(tmp_path, FRONT.replace(old, new) + "One is so. [^a]\n")

    assert document is None
    assert any(found.startswith(fault) for found in faults), faults


def test_fewer_than_eight_phrasings_are_a_fault(tmp_path: Path) -> None:
    document, faults = read(tmp_path, FRONT.replace(", m n, o p", "") + "One is so. [^a]\n")

    assert document is None
    assert faults == ["5: asked_as: tuple should have at least 8 items after validation, not 6."]


def test_a_file_from_another_editor_is_read_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "example.md"
    path.write_bytes(("\ufeff" + FRONT + "One is so. [^a]\n\nTwo is so. [^a]\n").replace("\n", "\r\n").encode())

    document, faults = read_document(path, tmp_path, "en")

    assert faults == []
    assert document is not None
    assert [statement.text for statement in document.statements] == ["One is so.", "Two is so."]


def test_a_file_that_is_not_utf8_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "example.md"
    path.write_bytes((FRONT + "Qu\u00e9 es. [^a]\n").encode("latin-1"))

    document, faults = read_document(path, tmp_path, "en")

    assert document is None
    assert [str(fault) for fault in faults] == [f"{path}:11: this line is not UTF-8 text: save the file as UTF-8."]


def test_a_file_without_front_matter_is_a_fault(tmp_path: Path) -> None:
    document, faults = read(tmp_path, "One is so. [^a]\n")

    assert document is None
    assert faults == ["1: the file must start with front matter between two lines of ---."]


def test_a_short_form_does_not_end_a_sentence(tmp_path: Path) -> None:
    _, faults = read(
        tmp_path, FRONT + "The U.S. Code, 22 U.S.C. Chapter 78, names St. Louis and 12600 E. Highway. [^a]\n"
    )

    assert faults == []


def test_an_imported_document_lends_its_one_source_to_unmarked_lines(tmp_path: Path) -> None:
    document, faults = read(tmp_path, FRONT.replace("kind: faq", "kind: faq\nsource: manual") + "One is so.\n")

    assert not faults
    assert document is not None
    assert document.statements[0].sources == ("manual",)
