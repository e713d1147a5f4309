"""fastapi.responses: what a handler may return instead of plain data."""

import json as _json

import _http
from fastapi.datastructures import MutableHeaders


class Response:
    __refused__ = ("delete_cookie", "init_headers", "set_cookie")
    media_type = None
    charset = "utf-8"

    def __init__(self, content=None, status_code=200, headers=None, media_type=None,
                 background=None):
        self.status_code = status_code
        if media_type is not None:
            self.media_type = media_type
        self.background = background
        self.body = self.render(content)
        self.headers = MutableHeaders(headers)
        if not (status_code < 200 or status_code in (204, 304)):
            self.headers.setdefault("content-length", str(len(self.body)))
        if self.media_type is not None:
            text = self.media_type
            if text.startswith("text/"):
                text += "; charset=" + self.charset
            self.headers.setdefault("content-type", text)

    def render(self, content):
        if content is None:
            return b""
        if isinstance(content, bytes):
            return content
        return content.encode(self.charset)


class HTMLResponse(Response):
    media_type = "text/html"


class PlainTextResponse(Response):
    media_type = "text/plain"


class JSONResponse(Response):
    media_type = "application/json"

    def __init__(self, content, status_code=200, headers=None, media_type=None, background=None):
        super().__init__(content, status_code, headers, media_type, background)

    def render(self, content):
        return _json.dumps(content, ensure_ascii=False, allow_nan=False,
                           separators=(",", ":")).encode("utf-8")


class RedirectResponse(Response):
    def __init__(self, url, status_code=307, headers=None, background=None):
        super().__init__(b"", status_code, headers, None, background)
        self.headers["location"] = _http.quote(str(url), ":/%#?=@[]!$&'()*+,;")
