"""fastapi.requests.Request: what a client sent, as a handler sees it."""

import json as _json

import _http
from fastapi.datastructures import URL, Address, Headers, QueryParams, State, unquote_cookie


class Request:
    __refused__ = ("auth", "close", "form", "is_disconnected", "receive", "scope", "send_push_promise",
                   "session", "stream", "url_for", "user")

    def __init__(self, app, method, url, headers, body, client):
        parts = _http.Url(url)
        self.app = app
        self.method = method
        self.headers = Headers(raw=[(name.lower(), value) for name, value in headers])
        self.path_params = {}
        self._client = client
        self._query_params = self._state = self._json = None
        self._path = _http.unquote(parts.path) or "/"
        self._query = parts.query
        self._origin = parts.scheme + "://" + self.headers.get("host", parts.place)
        self._sent = body
        self._stack = None  # of the dependencies with a yield

    def _url_to(self, path):
        return self._origin + path + ("?" + self._query if self._query else "")

    @property
    def query_params(self):
        if self._query_params is None:
            self._query_params = QueryParams(self._query)
        return self._query_params

    @property
    def client(self):
        return Address(*self._client)

    @property
    def state(self):
        if self._state is None:
            self._state = State()
        return self._state

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
                found[name] = unquote_cookie(value)
        return found

    async def body(self):
        return self._sent

    async def json(self):
        if self._json is None:
            self._json = _json.loads(self._sent)
        return self._json
