"""fastapi.requests.Request: what a client sent, as a handler sees it."""

import json as _json

import _http
from fastapi.datastructures import URL, Address, Headers, QueryParams, State


class Request:
    __refused__ = ("auth", "close", "form", "is_disconnected", "receive", "scope", "send_push_promise",
                   "session", "stream", "url_for", "user")

    def __init__(self, app, method, url, headers, body, client):
        parts = _http.Url(url)
        self.app = app
        self.method = method
        self.headers = Headers(headers)
        self.query_params = QueryParams(parts.query)
        self.path_params = {}
        self.client = Address(*client)
        self.state = State()
        self._path = _http.unquote(parts.path) or "/"
        self._query = parts.query
        self._origin = parts.scheme + "://" + self.headers.get("host", parts.place)
        self._sent = body
        self._stack = None  # of the dependencies with a yield

    def _url_to(self, path):
        return self._origin + path + ("?" + self._query if self._query else "")

    @property
    def url(self):
        return URL(self._url_to(self._path))

    @property
    def base_url(self):
        return URL(self._origin + "/")

    @property
    def cookies(self):
        found = {}
        for part in self.headers.get("cookie", "").split(";"):
            name, mark, value = part.partition("=")
            if not mark:
                name, value = "", part
            name, value = name.strip(), value.strip()
            if name or value:
                found[name] = value
        return found

    async def body(self):
        return self._sent

    async def json(self):
        if not hasattr(self, "_json"):
            self._json = _json.loads(self._sent)
        return self._json
