"""Phone numbers and short codes in a text, however they are written."""

import re

import phonenumbers

from ingest.lines import digits

# A short code is told from an amount by the words before it: "text HOPE to 64673", "call or text 988", "dial 711".
_SHORT_CODE = re.compile(
    r"\b(?:text(?:s|ing)?\b[^.?!;]{0,60}?\bto|(?:call|text|dial)(?:s|ing)?(?: or text)?)\s+(\d{3,6})\b(?![-\d,])",
    re.IGNORECASE,
)
_WELL_KNOWN = re.compile(r"(?<![\d$.,-])(?:911|988|211|711)(?![\d-])")


def phone_numbers_in(text: str) -> frozenset[str]:
    """The digits of every phone number and short code in a text, without the country code."""
    matches = list(phonenumbers.PhoneNumberMatcher(text, "US", phonenumbers.Leniency.VALID))
    found = {digits(phonenumbers.format_number(m.number, phonenumbers.PhoneNumberFormat.E164)) for m in matches}
    rest = text
    for match in reversed(matches):
        rest = rest[: match.start] + " " * (match.end - match.start) + rest[match.end :]
    found |= set(_SHORT_CODE.findall(rest)) | set(_WELL_KNOWN.findall(rest))
    return frozenset(found)
