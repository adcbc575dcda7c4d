"""What must hold of screening content: each rule passes its own test, and no pattern is there for nothing."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from ingest.faults import Fault
from ingest.screening.content import ScreeningContent
from ingest.screening.rules import Fired, Rule, Rules
from ingest.text_files import read_text


def check_screening(content: ScreeningContent, folder: Path) -> Iterator[Fault]:
    """Every fault of the content of a ``screening`` folder that its files do not show one by one."""
    files = {path: read_text(path) for path in sorted(folder.rglob("*.yaml"))}
    rules = Rules(content.book)
    for message, text in [
        *_routes(content),
        *_measured(content),
        *_examples(content, rules),
        *_patterns(content, rules),
    ]:
        yield _fault(files, folder, message, text)


def _routes(content: ScreeningContent) -> Iterator[tuple[str, str]]:
    """Every route is a need that ``needs.yaml`` explains."""
    for rule in content.book.rules:
        for route in sorted(set(rule.routes) - content.needs.keys()):
            yield f"the rule {rule.id} leads to {route}, which is not in needs.yaml.", f"id: {rule.id}"
    for example in content.examples:
        for route in sorted(set(example.routes) - content.needs.keys()):
            yield f"“{example.say}” leads to {route}, which is not in needs.yaml.", example.say


def _measured(content: ScreeningContent) -> Iterator[tuple[str, str]]:
    """A message that measures is in no rule: it would measure nothing."""
    measuring = {example.say for example in content.examples if example.split == "check"}
    for rule in content.book.rules:
        for text in measuring & {*rule.patterns.values(), *rule.examples, *rule.not_examples}:
            yield f"the rule {rule.id} was written to “{text}”, which measures the rules: leave it out.", text


def _examples(content: ScreeningContent, rules: Rules) -> Iterator[tuple[str, str]]:
    """Each rule fires on its examples and on none of its not_examples."""
    for rule in content.book.rules:
        for text in rule.examples:
            if not _of(rule, rules.fired(rules.views(text))):
                yield f"the rule {rule.id} misses its example “{text}”.", text
        for text in rule.not_examples:
            for one in _of(rule, rules.fired(rules.views(text))):
                yield f"the rule {rule.id} fires on “{text}”, by “{one.pattern}”, and must not.", text


def _patterns(content: ScreeningContent, rules: Rules) -> Iterator[tuple[str, str]]:
    """Each pattern catches the message beside it, and without the pattern less would be noticed."""
    for rule in content.book.rules:
        for pattern, text in rule.patterns.items():
            fired = rules.fired(rules.views(text))
            own = [one for one in _of(rule, fired) if one.pattern == pattern]
            if not own:
                yield f"the rule {rule.id}: “{pattern}” misses its example “{text}”.", text
            elif _same_without(own[0], fired):
                others = ", ".join(f"“{one.pattern}” ({one.rule.id})" for one in fired if one is not own[0])
                yield f"the rule {rule.id}: “{text}” is also caught by {others}: “{pattern}” may go.", text


def _of(rule: Rule, fired: Sequence[Fired]) -> list[Fired]:
    return [one for one in fired if one.rule.id == rule.id]


def _same_without(one: Fired, fired: Sequence[Fired]) -> bool:
    """True if as much is noticed without this pattern."""
    return _amounts_to([other for other in fired if other is not one]) == _amounts_to(fired)


def _amounts_to(fired: Sequence[Fired]) -> tuple[object, ...]:
    rules = [one.rule for one in fired]
    return (
        max((rule.tier for rule in rules), default=0),
        frozenset(route for rule in rules for route in rule.routes),
        frozenset(rule.subject for rule in rules),
        any(rule.minor for rule in rules),
        frozenset(rule.misuse for rule in rules),
    )


def _fault(files: dict[Path, str], folder: Path, message: str, text: str) -> Fault:
    """A fault at the first line that holds a text; example files come last, since they hold what rules may not."""
    ordered = sorted(files, key=lambda path: path.parent.name == "examples")
    for path in ordered:
        for number, line in enumerate(files[path].splitlines(), start=1):
            if text in line or text.replace('"', '\\"') in line or text.replace("'", "''") in line:
                return Fault(path, number, message)
    return Fault(folder, 1, message)
