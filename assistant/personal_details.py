"""Personal details in a message: taken out before it is searched or shown, never before it is screened.

A reader may type a name, a number or an address although nothing asks for it. It does not end the turn. It is in no
search, no reply and not in the question as the page repeats it; the lines' own numbers stay, because people ask about
them. (S-35 of the safety reference.)
"""

import re
from collections.abc import Collection

import phonenumbers

from ingest.lines import digits

HIDDEN = "[…]"
_STREET = (
    "street|st|avenue|ave|road|rd|drive|dr|lane|ln|court|ct|boulevard|blvd|terrace|ter|place|pl|way|circle|cir|"
    "highway|hwy|parkway|pkwy|calle|avenida"
)
_NO_STREET = "miles?|minutes?|mins?|hours?|blocks?|feet|down|up|off|on|the|a|and|of|to|in|from|min|years?|yo"
_NOT_A_NAME = (
    "not|no|on|in|a|an|the|my|his|her|under|being|used|what|it|so|and|or|is|going|still|here|there|just|listed|"
    "private|que|en|un|una|la|el|lo|de|por|muy|mi"
)
_NAME = rf"(?!(?:{_NOT_A_NAME})\b)[^\W\d_][\w'’-]+"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+",  # e-mail
        r"(?<!\w)@\w[\w.]{2,}",  # a handle
        r"\b\d{3}-\d{2}-\d{4}\b|\b(?:ssn|social(?: security)?(?: number| #)?(?: is|:)?)\s*\d{9}\b",  # social security
        r"\b(?:\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)?\d{2}|(?:19|20)\d{2}-\d{2}-\d{2})\b",  # a date, such as of birth
        rf"\b\d{{2,6}}\s+(?:[nsew]\.?\s+)?(?:(?!(?:{_NO_STREET})\b)\w+\s+){{1,3}}(?:{_STREET})\b\.?(?:\s*(?:apt|unit|#|lot)\s*\w+)?",
        rf"(?<=\bmy name is )(?:{_NAME})(?:\s+(?-i:[A-Z])[\w'’-]+)?",
        rf"(?<=\bme llamo )(?:{_NAME})(?:\s+(?-i:[A-Z])[\w'’-]+)?",
        rf"(?<=\bmi nombre es )(?:{_NAME})(?:\s+(?-i:[A-Z])[\w'’-]+)?",
        rf"(?<=\bher name is )(?:{_NAME})(?:\s+(?-i:[A-Z])[\w'’-]+)?",
        rf"(?<=\bhis name is )(?:{_NAME})(?:\s+(?-i:[A-Z])[\w'’-]+)?",
        rf"(?<=\bse llama )(?:{_NAME})(?:\s+(?-i:[A-Z])[\w'’-]+)?",
        r"(?<=\bplate )[a-z0-9]{2,4}[ -]?[a-z0-9]{2,4}\b",
        r"\b(?:a[- ]?number|case|license|passport|id|booking)\s*(?:number|no\.?|#)?\s*(?:is|:)?\s*[a-z]?\d{6,10}\b",
    )
)


def redacted(text: str, known_numbers: Collection[str] = ()) -> str:
    """The text with what looks like a personal detail replaced by ``[…]``.

    ``known_numbers`` (digits only) are those of the registry of lines: they identify nobody.
    """
    for pattern in _PATTERNS:
        text = pattern.sub(HIDDEN, text)
    found = list(phonenumbers.PhoneNumberMatcher(text, "US", phonenumbers.Leniency.POSSIBLE))
    for match in reversed(found):
        number = digits(phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164))
        if len(number) >= 10 and number not in known_numbers:
            text = text[: match.start] + HIDDEN + text[match.end :]
    return text
