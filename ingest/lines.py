"""The registry of lines: every phone number, short code and chat that a reply may offer.

A number is shown only as the registry has it. What kind of line it is (a crisis line, a referral line, a report to the
state, a tip to the police) is said before the number is, because calling some of them sets things in motion.
"""

from datetime import date
from pathlib import Path
from typing import Literal

import phonenumbers
from pydantic import Field, field_validator

from ingest.faults import Fault
from ingest.sources import Grade
from ingest.yaml_files import Model, read_yaml_models

LineKind = Literal["crisis", "referral", "report", "tip"]


class CallNumber(Model):
    """A number to call. ``number`` is E.164, or a short code such as 988; ``for_whom`` tells two numbers apart."""

    number: str
    display: str
    for_whom: str | None = None

    @field_validator("number")
    @classmethod
    def _is_callable(cls, number: str) -> str:
        return checked_number(number)


class TextNumber(Model):
    """A number to text, and the word to send, where there is one."""

    number: str
    keyword: str | None = None
    display: str

    @field_validator("number")
    @classmethod
    def _is_textable(cls, number: str) -> str:
        return checked_number(number)


class Assured(Model):
    """When the line was last checked, and how sure that check was."""

    on: date
    grade: Grade
    how: str


class Line(Model):
    """One entry of ``lines.yaml``; field names follow Open Referral HSDS where it has one.

    ``speaks`` are the languages of which ``languages`` tells the reader more, as codes; ``national`` lines help in
    every state; ``for_young`` ones are offered only where somebody under 18 is spoken of.
    """

    id: str
    name: str
    operator: str
    kind: LineKind
    call: tuple[CallNumber, ...] = ()
    text: TextNumber | None = None
    chat: str | None = Field(default=None, pattern=r"^https://\S+$")
    hours: str
    who_for: str
    languages: str
    speaks: tuple[str, ...] = ("en",)
    jurisdiction: str
    national: bool = False
    for_young: bool = False
    routes: tuple[str, ...] = ()
    who_answers: str
    may_share_with: str
    note: str | None = None
    pair_with: tuple[str, ...] = ()
    shared_with: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    sources: tuple[str, ...] = Field(min_length=1)
    assured: Assured
    check_due: date

    def numbers(self) -> frozenset[str]:
        """Every number of this line, digits only."""
        numbers = [call.number for call in self.call] + ([self.text.number] if self.text else [])
        return frozenset(digits(number) for number in numbers)


def digits(number: str) -> str:
    """A number's digits without the country code, so that +1 816 and 816 are the same."""
    found = "".join(character for character in number if character.isdigit())
    return found[1:] if len(found) == 11 and found.startswith("1") else found


def checked_number(number: str) -> str:
    """Return the number if it can exist: a short code of three to six digits, or a valid E.164 number.

    Raises:
        ValueError: it cannot; the text says so.
    """
    if number.isdigit() and 3 <= len(number) <= 6:
        return number
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException as error:
        raise ValueError(f"{number} is not a phone number: {error}") from error
    if not phonenumbers.is_valid_number(parsed):
        raise ValueError(f"{number} is not a number that can exist")
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def read_lines(path: Path) -> tuple[dict[str, Line], list[Fault]]:
    """Read ``lines.yaml``; order is kept, and two entries with one id are a fault."""
    records, faults = read_yaml_models(Line, path)
    lines: dict[str, Line] = {}
    for record in records:
        if record.id in lines:
            faults.append(Fault(path, 1, f"the line id {record.id} is used twice."))
        lines[record.id] = record
    return lines, faults
