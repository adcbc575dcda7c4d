"""The public web application: the chat page, ``/help``, ``/safety``, the JSON API, and error pages that keep the
strip.
"""

import re
from collections.abc import Awaitable, Callable

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response

from assistant.assistant import Assistant
from assistant.replies import Question, to_json
from assistant.web.html import help_html, message_page, safety_html, strip_html
from assistant.web.page import mount_page

_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_ERRORS = {
    404: "There is no such page.",
    405: "That cannot be done here.",
    422: "The question was not in the form that is read here.",
}
_CHAT_CALLS = "/gradio_api/"  # what the page's own script calls; it shows errors itself, under the strip


def create_app(assistant: Assistant) -> FastAPI:
    """Build the application around one assistant."""
    app = FastAPI(title=assistant.corpus.settings.name, docs_url=None, redoc_url=None, openapi_url=None)
    strip = strip_html(assistant.corpus)
    _add_pages(app, assistant)

    @app.middleware("http")
    async def keep_the_strip(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        response = await call_next(request)
        path = request.url.path
        if response.status_code >= 400 and not path.startswith(_CHAT_CALLS):
            response = _error(path, assistant, response.status_code)
        elif path == "/" and "text/html" in response.headers.get("content-type", ""):
            response = await _with_strip(response, strip)
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    @app.exception_handler(Exception)
    async def server_error(request: Request, error: Exception) -> Response:
        response = _error(request.url.path, assistant, 500)
        response.headers.update(_HEADERS)
        return response

    return mount_page(app, assistant)


def _add_pages(app: FastAPI, assistant: Assistant) -> None:
    @app.get("/help", response_class=HTMLResponse)
    def help_page() -> str:
        return help_html(assistant.corpus)

    @app.get("/safety", response_class=HTMLResponse)
    def safety_page() -> str:
        return safety_html(assistant.corpus)

    @app.post("/api/reply")
    def reply(question: Question) -> Response:
        """Answer one question: the body of a batch line in, a reply out."""
        answered = assistant.reply(question.query, question.context.turns, question.language)
        return Response(to_json(answered, question.id), media_type="application/json")


def _error(path: str, assistant: Assistant, status: int) -> Response:
    """An error as a page, or for the API as JSON that names the strip. What was sent is never repeated."""
    text = _ERRORS.get(status, "Something is not working here.")
    if path.startswith("/api/"):
        body = {"error": text, "strip": list(assistant.corpus.settings.strip)}
        return JSONResponse(body, status_code=status)
    return HTMLResponse(message_page(assistant.corpus, "Help lines", text), status_code=status)


async def _with_strip(response: Response, strip: str) -> Response:
    """The same page with the strip as the first thing in its body, before any script has run."""
    chunks = [chunk async for chunk in response.body_iterator]  # type: ignore[attr-defined]  # a streaming response
    page = b"".join(chunks).decode()
    page = re.sub(r"<body[^>]*>", lambda match: match[0] + strip, page, count=1)
    page = re.sub(r"<meta\s+(?:property|name)=\"(?:og|twitter):[^>]*>", "", page)  # gradio's advertisement
    headers = {k: v for k, v in response.headers.items() if k.lower() != "content-length"}
    return HTMLResponse(page, status_code=response.status_code, headers=headers)
