"""``python -m assistant``: ask from the command line, or serve the chat page."""

import argparse
import logging
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

from pydantic import ValidationError

from assistant.assistant import Assistant
from assistant.errors import AssistantError
from assistant.plain_text import render
from assistant.replies import Question, to_json
from assistant.settings import add_server_options
from ingest.settings import Settings, add_options


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 if it replied, 1 if a reply could not be an answer, 2 if the command was not right."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s: %(message)s")
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except (AssistantError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m assistant", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    ask = commands.add_parser("ask", help="ask one question, or a file of them")
    ask.add_argument("question", nargs="?", help="the question, in quotes")
    ask.add_argument("--batch", type=Path, metavar="FILE.jsonl", help="one question a line")
    ask.add_argument("--json", action="store_true", help="print the reply as JSON")
    ask.add_argument("--lang", metavar="CODE", help="the language of the reply, such as es")
    ask.set_defaults(run=_ask)
    serve = commands.add_parser("serve", help="serve the chat page and the JSON API")
    add_server_options(serve)
    serve.set_defaults(run=_serve)
    for command in (ask, serve):
        add_options(command)
    return parser


def _ask(options: argparse.Namespace) -> int:
    if (options.question is None) == (options.batch is None):
        print("error: give one question in quotes, or --batch FILE.jsonl.", file=sys.stderr)
        return 2
    if options.batch:
        return _ask_batch(options)
    assistant = _open(options)
    reply = assistant.reply(options.question, language=options.lang)
    print(to_json(reply) if options.json else render(reply, assistant.corpus))
    return 1 if reply.kind == "error" else 0


def _ask_batch(options: argparse.Namespace) -> int:
    """One reply a line, in the order of the questions. A faulty line stops before anything is asked."""
    try:
        questions = list(_read_questions(options.batch))
    except ValueError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    assistant = _open(options)
    failed = 0
    for number, question in enumerate(questions, start=1):
        language = question.language or options.lang
        reply = assistant.reply(question.query, question.context.turns, language)
        failed += reply.kind == "error"
        name = question.id or str(number)
        print(to_json(reply, name) if options.json else f"== {name}\n{render(reply, assistant.corpus)}\n")
    return 1 if failed else 0


def _read_questions(path: Path) -> Iterator[Question]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            yield Question.model_validate_json(line)
        except ValidationError as error:
            raise ValueError(
                f'{path}:{number}: not a question such as {{"id": "1", "query": "…"}}: {error.errors()[0]["msg"]}.'
            ) from error


def _open(options: argparse.Namespace) -> Assistant:
    settings = Settings.from_options(options)
    assistant = Assistant.open(settings.home, settings.corpus, settings.model)
    if assistant.failure:
        print(f"warning: no answers, only help lines: {assistant.failure}", file=sys.stderr)
    return assistant


def _serve(options: argparse.Namespace) -> int:
    import uvicorn

    from assistant.web.app import create_app

    assistant = _open(options)
    print(
        f"Serving {assistant.corpus.settings.name} on http://{options.host}:{options.port}",
        flush=True,
    )
    Thread(target=assistant.warm_up, daemon=True).start()  # the page and its strip do not wait for it
    # No access log: an address and a time are already too much to keep about a reader.
    uvicorn.run(
        create_app(assistant),
        host=options.host,
        port=options.port,
        access_log=False,
        log_level="warning",
        server_header=False,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
