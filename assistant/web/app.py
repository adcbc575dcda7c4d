"""The public web application: the chat page, ``/help``, the JSON API, and error pages that keep the strip."""

import re
from collections.abc import Awaitable, Callable

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, Response
from starlette.exceptions import HTTPException

from assistant.assistant import Assistant
from assistant.replies import Question, to_json
from assistant.web.html import help_html, message_page, strip_html
from assistant.web.page import mount_page

_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def create_app(assistant: Assistant) -> FastAPI:
    """Build the application around one assistant."""
    app = FastAPI(title=assistant.corpus.settings.name, docs_url=None, redoc_url=None)
    strip = strip_html(assistant.corpus)
    _add_pages(app, assistant)
    _add_error_pages(app, assistant)

    @app.middleware("http")
    async def keep_the_strip(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        response = await call_next(request)
        if request.url.path == "/" and "text/html" in response.headers.get("content-type", ""):
            response = await _with_strip(response, strip)
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return mount_page(app, assistant)


def _add_pages(app: FastAPI, assistant: Assistant) -> None:
    @app.get("/help", response_class=HTMLResponse)
    def help_page() -> str:
        return help_html(assistant.corpus)

    @app.post("/api/reply")
    def reply(question: Question) -> Response:
        """Answer one question: the body of a batch line in, a reply out."""
        answered = assistant.reply(question.query, question.context.turns, question.language)
        return Response(to_json(answered, question.id), media_type="application/json")


def _add_error_pages(app: FastAPI, assistant: Assistant) -> None:
    @app.exception_handler(HTTPException)
    async def http_error(request: Request, error: HTTPException) -> Response:
        return _error(request, assistant, error.status_code, "There is no such page.")

    @app.exception_handler(RequestValidationError)
    async def bad_request(request: Request, error: RequestValidationError) -> Response:
        # The details would repeat what was sent, so they are left out.
        return _error(request, assistant, 422, "The question was not in the form that is read here.")

    @app.exception_handler(Exception)
    async def server_error(request: Request, error: Exception) -> Response:
        return _error(request, assistant, 500, "Something is not working here.")


def _error(request: Request, assistant: Assistant, status: int, text: str) -> Response:
    """An error as a page, or for the API as JSON that names the strip."""
    if request.url.path.startswith("/api/"):
        body = {"error": text, "strip": list(assistant.corpus.settings.strip)}
        return JSONResponse(body, status_code=status)
    page = message_page(assistant.corpus, "Help lines", text)
    return HTMLResponse(page, status_code=status)


async def _with_strip(response: Response, strip: str) -> Response:
    """The same page with the strip as the first thing in its body, before any script has run."""
    chunks = [chunk async for chunk in response.body_iterator]  # type: ignore[attr-defined]  # a streaming response
    page = b"".join(chunks).decode()
    page = re.sub(r"<body[^>]*>", lambda match: match[0] + strip, page, count=1)
    page = re.sub(r"<meta\s+(?:property|name)=\"(?:og|twitter):[^>]*>", "", page)  # gradio's advertisement
    headers = {k: v for k, v in response.headers.items() if k.lower() != "content-length"}
    return HTMLResponse(page, status_code=response.status_code, headers=headers)
