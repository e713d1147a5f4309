"""fastapi.responses: what a handler may return instead of plain data."""

import json as _json
import time

import _http
from fastapi.datastructures import MutableHeaders, quote_cookie


class Response:
    __refused__ = ("init_headers",)
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


    def _bytes(self):
        """What is sent."""
        return self.body

    def set_cookie(self, key, value="", max_age=None, expires=None, path="/", domain=None,
                   secure=False, httponly=False, samesite="lax"):
        parts = [f"{key}={quote_cookie(value)}"]
        if domain is not None:
            parts.append(f"Domain={domain}")
        if expires is not None:
            if isinstance(expires, int):
                until = time.gmtime(time.time() + expires)
                expires = time.strftime("%a, %d %b %Y %H:%M:%S GMT", until)
            elif not isinstance(expires, str):
                expires = expires.strftime("%a, %d %b %Y %H:%M:%S GMT")
            parts.append(f"expires={expires}")
        if httponly:
            parts.append("HttpOnly")
        if max_age is not None:
            parts.append(f"Max-Age={max_age}")
        if path:
            parts.append(f"Path={path}")
        if samesite is not None:
            assert samesite.lower() in ("strict", "lax", "none"), \
                "samesite must be either 'strict', 'lax' or 'none'"
            parts.append(f"SameSite={samesite}")
        if secure:
            parts.append("Secure")
        self.headers.append("set-cookie", "; ".join(parts))

    def delete_cookie(self, key, path="/", domain=None, secure=False, httponly=False,
                      samesite="lax"):
        self.set_cookie(key, max_age=0, expires=0, path=path, domain=domain, secure=secure,
                        httponly=httponly, samesite=samesite)


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
