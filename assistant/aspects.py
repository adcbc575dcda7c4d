"""What side of a subject a message asks for: how long, how much, by phone, for somebody under 18, where.

A paragraph that speaks of that side comes before one that is merely as near. The patterns are of plain English and
Spanish, not of any corpus's subject.
"""

import re

_NUMBER = r"(?:\d[\d,.]*|one|two|three|four|five|six|seven|eight|nine|ten|twelve|thirty|sixty|ninety|half)"
# For each aspect: how it is asked for, and how a paragraph speaks of it.
_ASPECTS = tuple(
    (re.compile(asked, re.IGNORECASE), re.compile(said, re.IGNORECASE))
    for asked, said in (
        (
            r"\bhow (?:long|soon|fast|quick|many (?:day|week|month|year|hour|minute)s?)|\bdeadline|\btoo late"
            r"|\bwhen\b|\bexpire|\bwhat time|\bhours\b|\bcu[aá]nto tiempo|\bcu[aá]ndo\b",
            rf"\b{_NUMBER}[ -](?:(?:full|more|business|calendar) )?(?:day|week|month|year|hour|minute)s?\b"
            r"|\b\d{1,2}(?::\d\d)? ?(?:a\.m|p\.m|am|pm)\b|\bany time\b",
        ),
        (
            r"\bhow much|\bcosts?\b|\bprice|\bfree\b|\bpay|\bfees?\b|\bafford|\bbill|\bmoney|\bcuesta|\bgratis",
            r"\$|\bfree\b|\bcosts?\b|\bfees?\b|\bpays?\b|\bbills?\b|\binsurance|\bafford",
        ),
        (r"\bnumber|\bphone|\bcall\b|\bcontact|\bn[uú]mero|\btel[eé]fono", r"\b\d{3}[- .]\d{3,4}\b|\bcall\b"),
        (r"\btext|\bchat|\bdeaf|\bhearing|\btty\b|\bonline", r"\btext|\bchat|\bdeaf|\bhearing|\btty\b|\bvideophone"),
        (
            r"\bminors?\b|\bunder ?18|\bteen|\bkids?\b|\bchild|\bdaughter|\bson\b|\b1[0-7]\b|\bmenor|\bhij[ao]\b",
            r"\bunder 18|\bminors?\b|\bteen|\bchild|\b1[0-7]\b|\byoung",
        ),
        (r"\bwhere\b|\baddress|\bnearest|\bclosest|\boffice|\bd[oó]nde\b", r"\boffice|\bcounty\b|\bat \d+|\bstreet\b"),
        (r"\blanguage|\bspanish|\btranslat|\binterpret|\bespa[nñ]ol", r"\blanguage|\bspanish|\binterpret|\btranslat"),
    )
)


def spoken_of(message: str, paragraph: str) -> float:
    """The share (0-1) of the aspects that a message asks for of which a paragraph speaks; 0 if it asks for none."""
    asked = [said for asks, said in _ASPECTS if asks.search(message)]
    return sum(bool(said.search(paragraph)) for said in asked) / len(asked) if asked else 0.0
