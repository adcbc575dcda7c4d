"""The chat page. The only module that knows gradio.

Everything that a reader must not lose is out of gradio's hands: the strip stands in the HTML before any script, and the
server keeps no session. What was asked before lives in the page (a hidden field), travels with the next question, and
is gone when the page is closed.
"""

import logging
from typing import Any

import gradio as gr
from fastapi import FastAPI
from pydantic import TypeAdapter, ValidationError

from assistant.assistant import Assistant
from assistant.replies import MAX_MESSAGE, Turn
from assistant.web.html import CSS, intro_html, turn_html

MAX_TURNS = 20  # earlier messages that are still screened; older ones fall away
_TURNS = TypeAdapter(list[Turn])
_log = logging.getLogger(__name__)

_LAYOUT = """
.gradio-container { max-width: 46rem !important; margin: 0 auto !important; padding: 0 .25rem !important; }
.gradio-container .main.fillable { padding: .25rem !important; }
.gradio-container .html-container { padding: 0 !important; }
.gradio-container .prose { max-width: none; }
footer { display: none !important; }
.wp-example button, button.wp-example { min-height: 44px; text-align: left; white-space: normal; }
#wp-question textarea { font-size: 1.05rem; }
#wp-ask { min-height: 44px; background: #0b4f8a; color: #ffffff; }
@media (prefers-color-scheme: dark) { #wp-ask { background: #8ec5f7; color: #0b1a28; } }
"""


# Bring the newest reply below the strip, and tell screen readers that replies appear in the transcript.
_SHOW_THE_NEWEST = "() => document.querySelector('#wp-transcript .wp-turn:last-of-type')?.scrollIntoView()"
_ANNOUNCE = """() => {
  const log = document.querySelector('#wp-transcript');
  log?.setAttribute('role', 'log');
  log?.setAttribute('aria-live', 'polite');
  log?.setAttribute('aria-label', 'Answers');
}"""


def mount_page(app: FastAPI, assistant: Assistant) -> FastAPI:
    """Mount the chat page at ``/``, without gradio's footer, history, monitoring or file routes."""
    mounted: FastAPI = gr.mount_gradio_app(
        app,
        _blocks(assistant),
        path="/",
        css=CSS + _LAYOUT,
        footer_links=[],
        run_history=False,
        show_error=False,
        enable_monitoring=False,
        allowed_paths=[],
        max_file_size=1,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        theme=gr.themes.Default(font=["system-ui", "sans-serif"], font_mono=["monospace"]),
    )
    return mounted


def _blocks(assistant: Assistant) -> gr.Blocks:
    settings = assistant.corpus.settings
    with gr.Blocks(title=settings.page_title, analytics_enabled=False) as blocks:
        gr.HTML(intro_html(assistant.corpus))
        transcript = gr.HTML("", elem_id="wp-transcript")
        turns = gr.JSON([], visible=False)
        question = gr.Textbox(
            label="Your question",
            placeholder="Type a few words. Please don't type names or addresses.",
            lines=2,
            max_length=20_000,
            elem_id="wp-question",
            html_attributes=gr.InputHTMLAttributes(autocomplete="off", spellcheck=False),
        )
        ask = gr.Button("Ask", variant="primary", elem_id="wp-ask")
        examples = [gr.Button(text, elem_classes=["wp-example"]) for text in settings.examples]

        def answer(message: str, said: Any, shown: str | None) -> tuple[str, list[dict[str, str]], str]:
            return _answer(assistant, message, said, shown or "")

        call = {"fn": answer, "outputs": [transcript, turns, question], "queue": False}
        asked = [gr.on([ask.click, question.submit], inputs=[question, turns, transcript], **call, **_PRIVATE)]
        for example in examples:
            asked.append(example.click(inputs=[example, turns, transcript], **call, **_PRIVATE))
        for event in asked:
            event.then(fn=None, js=_SHOW_THE_NEWEST, queue=False, **_PRIVATE)
        blocks.load(fn=None, js=_ANNOUNCE, queue=False, **_PRIVATE)
    return blocks


# No name in gradio's API: the JSON API is the one to call.
_PRIVATE: dict[str, Any] = {"api_visibility": "private", "show_progress": "minimal"}


def _answer(assistant: Assistant, message: str, said: Any, shown: str) -> tuple[str, list[dict[str, str]], str]:
    """Answer one message: the transcript with the new turn, the turns that the page keeps, an empty field."""
    earlier = _read_turns(said)
    message = (message or "")[:MAX_MESSAGE]
    reply = assistant.reply(message, earlier)
    number = len(earlier) + 1
    turns = [*earlier, Turn(role="user", text=message)][-MAX_TURNS:]
    kept = [turn.model_dump() for turn in turns]
    return shown + turn_html(assistant.shown(message), reply, number), kept, ""


def _read_turns(said: Any) -> list[Turn]:
    """The earlier messages that the page sent; none if they cannot be read."""
    try:
        return _TURNS.validate_python(said or [])
    except ValidationError:
        _log.warning("the page sent turns that cannot be read; they were left out.")
        return []
