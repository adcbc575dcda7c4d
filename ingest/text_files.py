"""Reading an editor's text files: UTF-8, with or without the mark that some editors put in front."""

from pathlib import Path

from ingest.faults import Fault


def read_text(path: Path) -> str:
    """A file's text. Bytes that are not UTF-8 become replacement characters; ``encoding_faults`` tells of them."""
    return path.read_text(encoding="utf-8-sig", errors="replace")


def encoding_faults(path: Path) -> list[Fault]:
    """A fault at the first line that is not UTF-8, such as one saved as Latin-1."""
    for number, line in enumerate(path.read_bytes().split(b"\n"), start=1):
        try:
            line.decode()
        except UnicodeDecodeError:
            return [Fault(path, number, "this line is not UTF-8 text: save the file as UTF-8.")]
    return []
