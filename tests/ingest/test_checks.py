"""A corpus with a fault is told so, with file and line; each rule here would pass unseen if it were removed."""

import re
from datetime import date
from pathlib import Path

import pytest

from ingest.checks import check_corpus
from ingest.errors import ContentError

TODAY = date(2026, 11, 25)


def faults_after(corpus: Path, file: str, old: str, new: str) -> list[str]:
    path = corpus / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    _, faults = check_corpus(corpus, TODAY)
    return [str(fault).removeprefix(f"{corpus}/") for fault in faults]


def test_the_small_corpus_has_no_fault(tool_library: Path) -> None:
    assert check_corpus(tool_library, TODAY)[1] == []


BORROWING = "documents/en/borrowing.md"
HOURS = "documents/en/opening-hours.md"
UNANSWERED = "unanswered/everything.yaml"


@pytest.mark.parametrize(
    ("file", "old", "new", "fault"),
    [
        (BORROWING, "id: borrowing", "id: lending", f"{BORROWING}:2: the id is lending, so name the file lending.md."),
        (HOURS, "organisation: Springfield Tool Library\n", "", "a resource needs “organisation: …”: whose service it is."),
        (BORROWING, "[^notice-board]", "[^rumour]", f"{BORROWING}:22: the source rumour is not in sources.yaml."),
        (BORROWING, "A tool that comes back late costs one dollar a day.", "You may keep a tool for seven days.", f"{BORROWING}:20: this sentence stands twice in the document."),
        (HOURS, "tool library times", "How many days can I have a drill?", "“How many days can I have a drill?” also leads to borrowing: keep it in one document."),
        (HOURS, "816-468-5463", "816-468-5436", f"{HOURS}:22: the number 8164685436 is not in lines.yaml, so it cannot be shown."),
        (HOURS, "lines: [desk]", "lines: [helpdesk]", "the line helpdesk is not in lines.yaml."),
        (BORROWING, "checked: 2026-11-01", "checked: 2026-12-01", f"{BORROWING}:16: checked on 2026-12-01: not yet."),
        (BORROWING, "review_by: 2027-11-01", "review_by: 2026-11-20", f"{BORROWING}:17: warning: the review was due on 2026-11-20: it will not be shown."),
        (BORROWING, "review_by: 2027-11-01", "review_by: 2026-01-20", f"{BORROWING}:17: review_by must be after checked."),
        ("corpus.yaml", 'strip: ["desk"]', 'strip: ["door"]', "corpus.yaml:1: the strip names door: not in lines.yaml."),
        (UNANSWERED, "who won the football world cup", "when is my saw due back", f"{UNANSWERED}:2: “when is my saw due back” is a phrasing of borrowing: keep it in one place."),
        (UNANSWERED, "near: [broken-tools]", "near: [inventors]", f"{UNANSWERED}:7: there is no document inventors."),
        (UNANSWERED, "what is the weather on tuesday", "who invented the drill", f"{UNANSWERED}:1: “who invented the drill” stands twice among the messages that nothing answers."),
        ("lines.yaml", "{number: '88788', keyword: FIX, display: FIX to 88788}", "{number: '+18164685463', display: 816-468-5463}", "lines.yaml:1: 8164685463 is also the number of repair: say so with shared_with, or mend it."),
        ("lines.yaml", "+18164685463", "+18160000000", "lines.yaml:5: call.0.number: value error, +18160000000 is not a number that can exist."),
        ("lines.yaml", "  text: {number: '88788', keyword: FIX, display: FIX to 88788}\n", "", "lines.yaml:17: the line cannot be reached: no call, text or chat."),
        ("lines.yaml", "  pair_with: []", "  pair_with: [nobody]", "lines.yaml:17: there is no line nobody."),
        ("lines.yaml", "sources: [notice-board]", "sources: [gossip]", "lines.yaml:1: unknown source gossip."),
        ("lines.yaml", "check_due: 2027-12-01", "check_due: 2026-11-02", "lines.yaml:1: warning: the check of desk was due on 2026-11-02."),
        ("sources.yaml", "call 816-468-5463", "call 816-221-0001", "sources.yaml:11: the number 8162210001 in notice-board is not in lines.yaml, so it cannot be shown."),
        ("phrases/en.yaml", "Call the desk.", "Call 816-221-0001.", "phrases/en.yaml:8: the number 8162210001 is not in lines.yaml."),
        ("phrases/en.yaml", "refusal: ", "refuse: ", "phrases/en.yaml:1: the phrase refusal is missing: add it."),
        ("screening/rules/tools.yaml", "    steal:", '    "steal (a":', "screening/rules/tools.yaml:1: the rule theft: “steal (a” has a bracket that is not closed"),
        ("screening/rules/tools.yaml", "    broke: the drill broke", "    broke: the drill is broken", "the rule broken: “broke” misses its example “the drill is broken”"),
        ("screening/rules/tools.yaml", "    broke: the drill broke", '    "drill broke": the drill broke\n    broke: the broke drill broke', "“the broke drill broke” is also caught by “drill broke” (broken): “broke” may go"),
        ("screening/rules/tools.yaml", "like a broken record", "like a broken handle", "the rule broken fires on “like a broken handle”, by “broken”, and must not"),
        ("screening/rules/tools.yaml", "routes: [broken-tool]", "routes: [fire]", "the rule saw-running leads to fire, which is not in needs.yaml"),
        ("screening/examples/messages.yaml", "tier: 2, routes: [broken-tool]", "tier: 2, routes: [fire]", "leads to fire, which is not in needs.yaml"),
        ("screening/examples/messages.yaml", "when are you open", "do you have a ladder", "“do you have a ladder” stands twice among the examples"),
        ("screening/words.yaml", "saw: [saw, chainsaw]", "saw: saw", "screening/words.yaml:1: this file must hold"),
        ("lines.yaml", "routes: [broken-tool]", "routes: [fire]", "the route fire is not in screening/needs.yaml"),
    ],
)  # fmt: skip
def test_a_seeded_fault_is_found(tool_library: Path, file: str, old: str, new: str, fault: str) -> None:
    faults = faults_after(tool_library, file, old, new)

    assert any(fault in found for found in faults), faults


def test_a_source_that_nothing_uses_is_a_warning(tool_library: Path) -> None:
    entry = (tool_library / "sources.yaml").read_text(encoding="utf-8").split("- id: ")[1]
    with (tool_library / "sources.yaml").open("a", encoding="utf-8") as file:
        file.write("- id: " + entry.replace("rules-2025", "rules-2019"))

    _, faults = check_corpus(tool_library, TODAY)

    assert [str(f).removeprefix(f"{tool_library}/") for f in faults] == [
        "sources.yaml:31: warning: nothing uses the source rules-2019."
    ]


def test_a_ledger_entry_must_name_statements_that_exist_or_say_why_not(tool_library: Path) -> None:
    (tool_library / "seed").mkdir()
    (tool_library / "seed" / "claims.yaml").write_text(
        "- id: c-001\n  text: Tools are free.\n  status: supported\n  risk: low\n  decision: published\n"
        "  statements: ['borrowing#000000000000']\n"
        "- id: c-002\n  text: Tools are gold.\n  status: unsupported\n  risk: low\n  decision: withheld\n",
        encoding="utf-8",
    )

    _, faults = check_corpus(tool_library, TODAY)

    assert [re.sub(r".*/seed/", "", str(fault)) for fault in faults] == [
        "claims.yaml:1: c-001 names borrowing#000000000000, which no document holds any more.",
        "claims.yaml:7: this entry: value error, a withheld entry says why.",
    ]


def test_a_corpus_without_its_settings_is_refused_at_once(tool_library: Path) -> None:
    (tool_library / "corpus.yaml").unlink()

    with pytest.raises(ContentError, match=r"corpus.yaml:1: the file is missing"):
        check_corpus(tool_library, TODAY)


def test_words_such_as_on_and_no_are_read_as_words(tool_library: Path) -> None:
    path = tool_library / BORROWING
    path.write_text(path.read_text(encoding="utf-8").replace("  - faulty ladder\n", "").replace("  - late fee for a sander", "  - no"), encoding="utf-8")  # fmt: skip

    corpus, faults = check_corpus(tool_library, TODAY)

    assert faults == []
    assert "no" in corpus.documents[0].asked_as
