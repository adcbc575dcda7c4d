"""The last look at a reply before anybody sees it: nothing in it that does not stand in the release.

Statements byte for byte, each with its citation; phrases and lines as the release has them; the strip whole; nothing
overdue. Whatever composed the reply, a model included, its words pass here or are not shown.
"""

import hashlib
from datetime import date

from assistant import composition, lines
from assistant.errors import UnverifiedReply
from assistant.replies import Citation, Phrase, Reply, Sentence
from ingest.corpus import Corpus
from ingest.documents import Document, Statement
from ingest.numbers import phone_numbers_in


class Verifier:
    """Compares replies with one release."""

    def __init__(self, corpus: Corpus) -> None:
        """Index the release's statements, phrases and lines, to look each up at once."""
        self._corpus = corpus
        self._statements: dict[str, tuple[Document, Statement]] = {
            statement.id: (document, statement) for document in corpus.documents for statement in document.statements
        }
        self._phrases = {item for phrases in corpus.phrases.values() for item in phrases.items()}
        self._lines = lines.registry(corpus)
        self._questions = {(d.id, d.question) for d in corpus.documents}
        self._checked_for_numbers: dict[str, bool] = {}
        self._numbers = frozenset[str]().union(*(line.numbers() for line in corpus.lines.values()))

    def verify(self, reply: Reply, today: date) -> Reply:
        """Return the reply if all of it stands in the release.

        Raises:
            UnverifiedReply: it does not; the text says what is wrong, without any of the reader's words.
        """
        if reply.strip != self._corpus.settings.strip:
            raise UnverifiedReply("the strip is not the release's.")
        for line in (*reply.lines, *reply.more):
            if self._lines.get(line.id) != line:
                raise UnverifiedReply(f"the line {line.id} is not as the registry has it.")
        for phrase in (*reply.notices, *([reply.acknowledgement] if reply.acknowledgement else [])):
            self._verify_phrase(phrase)
        for related in reply.related:
            if (related.document, related.question) not in self._questions:
                raise UnverifiedReply(f"{related.document} does not ask that question.")
        for sentence in reply.sentences:
            self._verify_sentence(sentence, reply.citations, today)
        return reply

    def _holds_other_number(self, statement: Statement) -> bool:
        """True if a statement of the release holds a number that is not in the registry; looked for once."""
        if statement.id not in self._checked_for_numbers:
            other = phone_numbers_in(statement.text) - self._numbers
            self._checked_for_numbers[statement.id] = bool(other)
        return self._checked_for_numbers[statement.id]

    def _verify_phrase(self, phrase: Phrase) -> None:
        if (phrase.id, phrase.text) not in self._phrases:
            raise UnverifiedReply(f"the phrase {phrase.id} is not as the release has it.")

    def _verify_sentence(self, sentence: Sentence, citations: tuple[Citation, ...], today: date) -> None:
        known = self._statements.get(sentence.statement)
        if known is None or known[1].text != sentence.text:
            raise UnverifiedReply(f"{sentence.statement} is not a statement of the release.")
        document, statement = known
        if document.is_overdue(today):
            raise UnverifiedReply(f"{document.id} is overdue.")
        if self._holds_other_number(statement):
            raise UnverifiedReply(f"{sentence.statement} holds a number that is not in the registry.")
        cited = [citations[n - 1] for n in sentence.citations if 1 <= n <= len(citations)]
        expected = [
            composition.citation(self._corpus, document, statement, source, n)
            for source, n in zip(statement.sources, sentence.citations, strict=False)
        ]
        if not cited or cited != expected:
            raise UnverifiedReply(f"{sentence.statement} is not cited as the release has it.")
        if any(c.sha256 != hashlib.sha256(c.quote.encode()).hexdigest() for c in cited):
            raise UnverifiedReply(f"a citation of {sentence.statement} quotes other words.")
