"""aiohttp 3.8.4's client on the simulated network (see src/session/net.h for what is beneath)."""

import asyncio
import json as _json

import _http
import _meanwhile
from _meanwhile import Fields, Limits, Manager, Reply, Sender, exchange, monotonic_ns
from aiohttp import client_exceptions
from aiohttp.client_exceptions import (ClientConnectionError, ClientConnectorCertificateError,
                                       ClientConnectorError, ClientConnectorSSLError, ClientError,
                                       ClientHttpProxyError, ClientOSError, ClientPayloadError,
                                       ClientProxyConnectionError, ClientResponseError,
                                       ClientSSLError, ContentTypeError, InvalidURL,
                                       ServerConnectionError, ServerDisconnectedError,
                                       ServerFingerprintMismatch, ServerTimeoutError,
                                       TooManyRedirects, WSServerHandshakeError)

__version__ = "3.8.4"

_PATH = "!$&'()*+,;=:@/"
_UNSET = object()
_REDIRECTS = (301, 302, 303, 307, 308)


# --- values: yarl's URL, multidict's headers ---


_urls = _http.Cache()


def _normalised(url):
    """A URL's text as yarl writes it, and that taken apart."""
    parts = _http.Url(url)
    place = parts.place.lower()
    usual = ":443" if parts.scheme == "https" else ":80" if parts.scheme == "http" else ""
    if usual and place.endswith(usual):
        place = place[:-len(usual)]
    path = _http.requote(parts.path, _PATH)
    if place and not path:
        path = "/"
    text = parts.scheme + ":" if parts.scheme else ""
    if parts.authority or parts.scheme in ("http", "https"):
        text += "//" + (parts.user + "@" if parts.user else "") + place
    text += path
    if parts.query:
        text += "?" + _http.requote(parts.query.replace(" ", "+"), _PATH + "?+")
    if parts.fragment:
        text += "#" + _http.requote(parts.fragment, _PATH + "?")
    return text, parts if text == url else _http.Url(text)


class URL:
    __refused__ = ("authority", "build", "explicit_port", "human_repr", "is_default_port", "parent",
                   "parts", "password", "query", "raw_authority", "raw_fragment", "raw_host",
                   "raw_name", "raw_parts", "raw_password", "raw_suffix", "raw_suffixes", "raw_user",
                   "relative", "suffix", "suffixes", "user", "with_fragment", "with_host",
                   "with_name", "with_password", "with_path", "with_port", "with_query",
                   "with_scheme", "with_suffix", "with_user")

    def __init__(self, url=""):
        if isinstance(url, URL):
            url = url._text
        if not isinstance(url, str):
            raise TypeError("Constructor parameter should be str")
        parts = _http.Url(url)
        if parts.is_usual:
            self._text = url
            self._parts = parts
            return
        made = _urls.get(url)
        if made is None:
            made = _normalised(url)
            _urls.put(url, made)
        self._text, self._parts = made

    @property
    def scheme(self):
        return self._parts.scheme

    @property
    def host(self):
        return self._parts.host.strip("[]") or None

    @property
    def port(self):
        return _http.port_of(self._parts) if self._parts.scheme else None

    @property
    def path(self):
        return _http.unquote(self._parts.path)

    @property
    def raw_path(self):
        return self._parts.path

    @property
    def query_string(self):
        return self._parts.query

    @property
    def raw_query_string(self):
        return self._parts.query

    @property
    def fragment(self):
        return self._parts.fragment

    @property
    def name(self):
        return self.path.rpartition("/")[2]

    def is_absolute(self):
        return bool(self._parts.host)

    def origin(self):
        return URL(self._parts.origin)

    @property
    def path_qs(self):
        query = self._parts.query
        return self.path + "?" + query if query else self.path

    def update_query(self, query):
        text = _encode_query(query)
        if not text:
            return self
        base, mark, fragment = self._text.partition("#")
        if text:
            base += ("&" if "?" in base else "?") + text
        return URL(base + mark + fragment)

    def join(self, url):
        return url if url.is_absolute() else URL(_http.join(self._text, str(url)))

    def __truediv__(self, name):
        return URL(self._text.rstrip("/") + "/" + name)

    def __eq__(self, other):
        return isinstance(other, URL) and self._text == other._text

    def __hash__(self):
        return hash(self._text)

    def __str__(self):
        return self._text

    def __repr__(self):
        return f"URL({self._text!r})"


def _query_value(value):
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise TypeError("Invalid variable type: value should be str, int or float, got "
                        f"{value!r} of type {type(value)}")
    if isinstance(value, float):
        if value != value or value in (float("inf"), float("-inf")):
            raise ValueError("float('" + str(value) + "') is not supported")
    return str(value)


def _encode_query(query):
    if not query:
        return ""
    if isinstance(query, str):
        return _http.requote(query.replace(" ", "+"), _PATH + "?+")
    out = []
    for name, values in _http.as_pairs(query):
        for value in values if isinstance(values, (list, tuple)) else [values]:
            out.append(_encode_part(name) + "=" + _encode_part(_query_value(value)))
    return "&".join(out)


def _encode_part(text):
    return _http.quote(text, " !$'()*,:@/?").replace(" ", "+")


class _Fields(_http.Headers):
    _shown = "CIMultiDict"

    def __repr__(self):
        inside = ", ".join([f"'{name}': {value!r}" for name, value in self.items()])
        return f"<{self._shown}({inside})>"

    def getall(self, name, default=_UNSET):
        if name in self:
            return [self[name]]
        if default is _UNSET:
            raise KeyError(name)
        return default

    def getone(self, name, default=_UNSET):
        if name in self or default is _UNSET:
            return self[name]
        return default


class _FieldsProxy(_Fields):
    _shown = "CIMultiDictProxy"


_ADDED_FIELDS = _Fields((("Accept", "*/*"), ("Accept-Encoding", "gzip, deflate"),
                         ("User-Agent", "Python/3.11 aiohttp/3.8.4")))


class ClientTimeout:
    _limits = None  # once they are needed

    def __init__(self, total=None, connect=None, sock_read=None, sock_connect=None):
        self.total = total
        self.connect = connect
        self.sock_read = sock_read
        self.sock_connect = sock_connect

    def __reduce__(self):
        return ClientTimeout, (self.total, self.connect, self.sock_read, self.sock_connect)

    def _as_limits(self):
        self._limits = Limits(connect=self.sock_connect or None, connected=self.connect or None,
                              read=self.sock_read or None, total=self.total or None, whole_from=5)
        return self._limits

    def __eq__(self, other):
        return isinstance(other, ClientTimeout) and repr(self) == repr(other)

    def __hash__(self):
        return hash((self.total, self.connect, self.sock_read, self.sock_connect))

    def __repr__(self):
        return (f"ClientTimeout(total={self.total!r}, connect={self.connect!r}, "
                f"sock_read={self.sock_read!r}, sock_connect={self.sock_connect!r})")


DEFAULT_TIMEOUT = ClientTimeout(total=5 * 60)


class BasicAuth:
    __refused__ = ("count", "decode", "from_url", "index")

    def __init__(self, login, password="", encoding="latin1"):
        self.login = login
        self.password = password
        self.encoding = encoding

    def encode(self):
        return _http.basic_auth(self.login, self.password)

    def __repr__(self):
        return (f"BasicAuth(login={self.login!r}, password={self.password!r}, "
                f"encoding={self.encoding!r})")


class RequestInfo:
    def __init__(self, url, method, headers, real_url):
        self.url = url
        self.method = method
        self.headers = headers
        self.real_url = real_url

    def __repr__(self):
        return (f"RequestInfo(url={self.url!r}, method={self.method!r}, headers={self.headers!r}, "
                f"real_url={self.real_url!r})")


class ConnectionKey:
    def __init__(self, host, port, is_ssl):
        self.host = host
        self.port = port
        self.is_ssl = is_ssl
        self.ssl = None
        self.proxy = None
        self.proxy_auth = None
        self.proxy_headers_hash = None

    def __repr__(self):
        return (f"ConnectionKey(host={self.host!r}, port={self.port!r}, is_ssl={self.is_ssl!r}, "
                "ssl=None, proxy=None, proxy_auth=None, proxy_headers_hash=None)")


class Morsel:
    """One cookie, as http.cookies has it."""

    def __init__(self, key, value, domain="", path=""):
        self.key = key
        self.value = value
        self.coded_value = value
        self._more = {"domain": domain, "path": path}

    def __getitem__(self, name):
        return self._more.get(name.lower(), "")

    def OutputString(self, attrs=None):
        more = [f"{name.capitalize()}={value}" for name, value in self._more.items() if value]
        return "; ".join([f"{self.key}={self.value}"] + more)

    def output(self, attrs=None, header="Set-Cookie:"):
        return f"{header} {self.OutputString()}"

    __str__ = output

    def __repr__(self):
        return f"<Morsel: {self.OutputString()}>"


class _Cookies(dict):
    """What http.cookies.SimpleCookie is to those who read: morsels by name."""

    def __init__(self, found):
        super().__init__()
        for cookie in found:
            self[cookie.name] = Morsel(cookie.name, cookie.value, cookie.domain, cookie.path)

    def output(self, attrs=None, header="Set-Cookie:", sep="\r\n"):
        return sep.join([morsel.output(attrs, header) for name, morsel in sorted(self.items())])

    __str__ = output

    def __repr__(self):
        inside = " ".join([f"{name}={morsel.value!r}" for name, morsel in sorted(self.items())])
        return f"<SimpleCookie: {inside}>"


class CookieJar:
    __refused__ = ("clear_domain", "load", "save")

    def __init__(self, *, unsafe=False, quote_cookie=True, treat_as_secure_origin=None, loop=None):
        self._jar = _http.CookieJar()
        self._unsafe = unsafe

    def _takes(self, url):
        """Not from addresses, unless that is said to be safe."""
        return self._unsafe or not _is_address(url._parts.host)

    def _hear(self, set_cookies, url):
        if self._takes(url):
            self._jar._hear(set_cookies, str(url))

    def update_cookies(self, cookies, response_url=URL()):
        for name, value in _http.as_pairs(cookies):
            value = value.value if isinstance(value, Morsel) else value
            self._jar.set(name, value, response_url._parts.host)

    def filter_cookies(self, request_url=URL()):
        found = self._jar._for(str(request_url))
        if not self._takes(request_url):
            found = [cookie for cookie in found if cookie.domain == ""]
        return _Cookies(found)

    def clear(self, predicate=None):
        if predicate is not None:
            _meanwhile.refuse("aiohttp.CookieJar.clear(predicate)", "clear() empties the jar")
        self._jar.clear()

    def __iter__(self):
        return iter([Morsel(name, value) for name, value in self._jar.items()])

    def __len__(self):
        return len(self._jar)


class DummyCookieJar(CookieJar):
    def _takes(self, url):
        return False

    def update_cookies(self, cookies, response_url=URL()):
        pass


def _is_address(host):
    return host.startswith("[") or host.replace(".", "").isdigit()


# --- connections ---


class BaseConnector:
    pass


def _loop():
    """The loop that hears of what was left open."""
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.get_event_loop()


class ResponseHandler:
    """A connection: only its repr is ever seen."""

    __module__ = "aiohttp.client_proto"


class TCPConnector(BaseConnector):
    __module__ = "aiohttp.connector"
    __refused__ = ("clear_dns_cache", "connect", "family", "use_dns_cache")

    def __init__(self, *, verify_ssl=True, fingerprint=None, use_dns_cache=True, ttl_dns_cache=10,
                 family=0, ssl_context=None, ssl=None, local_addr=None, resolver=None,
                 keepalive_timeout=15.0, force_close=False, limit=100, limit_per_host=0,
                 enable_cleanup_closed=False, loop=None):
        keep_ns = -1 if force_close else int(keepalive_timeout * 1000000000)
        self._pool = _meanwhile.Pool(limit, limit_per_host, None, keep_ns)
        self._force_close = force_close
        self._closed = False
        self._loop = _loop() if loop is None else loop

    def __del__(self):
        idle = [since for since in self._pool.times() if since]
        if self._closed or self._force_close or not idle:
            return
        self._closed = True
        shown = [repr([(ResponseHandler(), since_ns / 1000000000) for since_ns in since])
                 for since in idle]
        self._loop.call_exception_handler({"connector": self, "connections": shown,
                                           "message": "Unclosed connector"})

    @property
    def limit(self):
        return self._pool.most

    @property
    def limit_per_host(self):
        return self._pool.most_each

    @property
    def force_close(self):
        return self._force_close

    @property
    def closed(self):
        return self._closed

    def close(self):
        self._closed = True
        return _Nothing()


class _Nothing:
    """What close() returns: it may be awaited."""

    def __await__(self):
        return iter(())


# --- responses ---


class StreamReader:
    """A body that has arrived; the response knows whether it may still be read."""

    __refused__ = ("feed_data", "feed_eof", "get_read_buffer_limits", "is_eof", "iter_chunks", "on_eof",
                   "read_nowait", "readany", "readchunk", "readexactly", "readuntil", "total_bytes",
                   "unread_data", "wait_eof")

    def __init__(self, data, response):
        self._data = data
        self._at = 0
        self._response = response
        self._error = None

    def exception(self):
        if self._error is None and self._response._is_released:
            self._error = ClientConnectionError("Connection closed")
        return self._error

    def at_eof(self):
        return self._at >= len(self._data)

    async def read(self, n=-1):
        if self.exception() is not None:
            raise self._error
        end = len(self._data) if n < 0 else min(len(self._data), self._at + n)
        chunk = self._data[self._at:end]
        self._at = end
        return chunk

    async def readline(self):
        end = self._data.find(b"\n", self._at)
        return await self.read(len(self._data) if end < 0 else end + 1 - self._at)

    async def iter_chunked(self, n):
        while not self.at_eof():
            yield await self.read(n)

    async def iter_any(self):
        while not self.at_eof():
            yield await self.read()

    def __aiter__(self):
        return self

    async def __anext__(self):
        line = await self.readline()
        if line == b"":
            raise StopAsyncIteration
        return line


class HttpVersion:
    major = 1
    minor = 1

    def __repr__(self):
        return "HttpVersion(major=1, minor=1)"


class ClientResponse(Reply):
    __refused__ = ("connection", "content_disposition", "raw_headers", "start", "url_obj",
                   "wait_for_close")

    method = Reply._method
    status = Reply._status
    reason = Reply._reason
    version = HttpVersion()
    history = ()
    _headers = None  # these are made when somebody looks
    _cookies = None
    _content = None
    _info = None
    _read = None  # what read() gave
    _url_made = None

    @property
    def url(self):
        if self._url_made is None:
            self._url_made = URL(self._target.sent)
        return self._url_made

    @property
    def real_url(self):
        return URL(self._target.text)

    @property
    def headers(self):
        if self._headers is None:
            self._headers = _FieldsProxy(self._fields)
        return self._headers

    @property
    def request_info(self):
        if self._info is None:
            self._info = RequestInfo(self.real_url, self.method, _FieldsProxy(self._sent.pairs),
                                     self.real_url)
        return self._info

    @property
    def cookies(self):
        if self._cookies is None:
            self._cookies = _Cookies(())
        return self._cookies

    @cookies.setter
    def cookies(self, cookies):
        self._cookies = cookies

    @property
    def content(self):
        if self._content is None:
            self._content = StreamReader(self._body, self)
        return self._content

    def __repr__(self):
        return (f"<ClientResponse({self.url}) [{self.status} {self.reason}]>\n{self.headers!r}\n")

    @property
    def ok(self):
        return self.status < 400

    @property
    def host(self):
        return self.url.host

    @property
    def content_type(self):
        value = self._field("content-type")
        if value is None:
            return "application/octet-stream"
        return value.partition(";")[0].strip().lower()

    @property
    def charset(self):
        return _http.charset_of(self._field("content-type") or "")

    @property
    def content_length(self):
        value = self.headers.get("Content-Length")
        return None if value is None else int(value)

    @property
    def closed(self):
        return self._is_released

    @property
    def links(self):
        return {}

    def get_encoding(self):
        return self.charset or "utf-8"

    def close(self):
        self.release()

    def release(self):
        self._release()
        return _Nothing()

    def raise_for_status(self):
        if not self.ok:
            self.release()
            raise ClientResponseError(self.request_info, self.history, status=self.status,
                                      message=self.reason, headers=self.headers)

    async def read(self):
        if self._read is None:
            if self._content is None and not self._is_released:
                self._read = self._body
            else:
                self._read = await self.content.read()
        elif self._is_released:
            raise ClientConnectionError("Connection closed")
        return self._read

    async def text(self, encoding=None, errors="strict"):
        if self._read is None:
            await self.read()
        return self._read.decode(encoding or self.get_encoding(), errors)

    async def json(self, *, encoding=None, loads=_json.loads, content_type="application/json"):
        if self._read is None:
            await self.read()
        if content_type:
            found = (self._field("content-type") or "").lower()
            if content_type == "application/json":
                kind = found.partition(";")[0].strip()
                right = kind == content_type or (kind.startswith("application/")
                                                 and kind.endswith("+json"))
            else:
                right = content_type in found
            if not right:
                raise ContentTypeError(self.request_info, self.history, headers=self.headers,
                                       message="Attempt to decode JSON with unexpected mimetype: "
                                               + found)
        data = self._read.strip()
        if not data:
            return None
        return loads(data.decode(encoding or self.get_encoding()))

    async def __aenter__(self):
        return self

    async def __aexit__(self, *args):
        self.release()


class _RequestContextManager(Manager):
    __module__ = "aiohttp.client"


class _SessionRequestContextManager:
    __module__ = "aiohttp.client"

    def __init__(self, coroutine, session):
        self._coro = coroutine
        self._session = session

    async def __aenter__(self):
        try:
            self._resp = await self._coro
        except BaseException:
            await self._session.close()
            raise
        return self._resp

    async def __aexit__(self, *args):
        self._resp.release()
        await self._session.close()


# --- sessions ---


def _given(timeout, fallback):
    if timeout is _UNSET or timeout is None:
        return fallback
    if isinstance(timeout, ClientTimeout):
        return timeout
    return ClientTimeout(total=timeout)


def _prepare(session, target):
    fields = session._fields_to(target.place, session._default_headers)
    return Fields(fields.pairs()), session._connector._pool


def _request_get(session, url):
    return session._request("GET", url)


async def _after_get(session, response):
    """What comes of a reply to GET with nothing but the session's own fields."""
    session._hear(response)
    if response.status in _REDIRECTS:
        began_ns = monotonic_ns() - response._elapsed_ns
        response = await session._follow(response, _Fields(session._default_headers), None, None, None,
                                         None, session._timeout, began_ns, 10)
    if session._raise_for_status:
        await session._check(response, session._raise_for_status)
    return response


class ClientSession:
    __module__ = "aiohttp.client"
    _sender = None  # whoever changes what it stands for, or looks at what he may change, drops it
    __refused__ = ("auto_decompress", "connector_owner", "detach", "json_serialize", "loop",
                   "requote_redirect_url", "skip_auto_headers", "trace_configs", "trust_env",
                   "version", "ws_connect")

    def __init__(self, base_url=None, *, connector=None, loop=None, cookies=None, headers=None,
                 skip_auto_headers=None, auth=None, json_serialize=_json.dumps, version=None,
                 cookie_jar=None, connector_owner=True, raise_for_status=False, read_timeout=_UNSET,
                 conn_timeout=None, timeout=_UNSET, auto_decompress=True, trust_env=False,
                 requote_redirect_url=True, trace_configs=None, read_bufsize=65536):
        if trace_configs:
            _meanwhile.refuse("aiohttp.ClientSession(trace_configs=...)", "leave it out")
        self._base_url = None if base_url is None else URL(base_url)
        if self._base_url is not None:
            assert self._base_url.origin() == self._base_url, (
                "Only absolute URLs without path part are supported")
        self._timeout = _given(timeout, DEFAULT_TIMEOUT)
        self._connector = TCPConnector() if connector is None else connector
        self._connector_owner = connector_owner
        self._default_headers = _Fields(headers)
        self._default_auth = auth
        self._raise_for_status = raise_for_status
        self._json_serialize = json_serialize
        self._cookie_jar = cookie_jar  # made when somebody looks
        if cookies is not None:
            self.cookie_jar.update_cookies(cookies)
        self._closed = False
        self._loop = self._connector._loop

    def __del__(self):
        if hasattr(self, "_loop") and not self._closed:
            self._loop.call_exception_handler({"client_session": self,
                                               "message": "Unclosed client session"})

    @property
    def closed(self):
        return self._closed

    @property
    def connector(self):
        return None if self._closed else self._connector

    @property
    def timeout(self):
        return self._timeout

    @property
    def headers(self):
        return self._default_headers

    @property
    def auth(self):
        return self._default_auth

    @property
    def raise_for_status(self):
        return self._raise_for_status

    @property
    def cookie_jar(self):
        if self._cookie_jar is None:
            self._cookie_jar = CookieJar()
            self._sender = None
        return self._cookie_jar

    def _build_url(self, url):
        made = URL(url)
        if self._base_url is None:
            return made
        assert not made.is_absolute() and made.path.startswith("/")
        return self._base_url.join(made)

    def _find_sender(self):
        """What sends requests that have nothing of the session but its header fields; None: there are
        none such now."""
        if (self._closed or self._base_url is not None or self._default_auth
                or self._cookie_jar is not None or callable(self._raise_for_status)):
            return None
        self._limits = self._timeout._limits or self._timeout._as_limits()
        self._sender = Sender(ClientResponse, _METHODS, self._default_headers, _prepare,
                              _request_get, _after_get)
        return self._sender

    def _fields_to(self, place, headers):
        sent = _Fields()
        sent["Host"] = place
        sent.update(headers)
        sent.complete(_ADDED_FIELDS)
        return sent

    def _body(self, method, data, json, headers):
        if data is not None and json is not None:
            raise ValueError("data and json parameters can not be used at the same time")
        content_type = None
        body = b""
        if json is not None:
            body = self._json_serialize(json).encode("utf-8")
            content_type = "application/json"
        elif data is not None:
            if isinstance(data, str):
                body = data.encode("utf-8")
                content_type = "text/plain; charset=utf-8"
            elif isinstance(data, bytes):
                body = bytes(data)
                content_type = "application/octet-stream"
            else:
                pairs = [(name, str(value)) for name, value in _http.as_pairs(data)]
                body = _http.urlencode(pairs).encode("utf-8")
                content_type = "application/x-www-form-urlencoded"
        elif method in ("POST", "PUT", "PATCH"):
            content_type = "application/octet-stream"
        if content_type is not None or method == "DELETE":
            headers["Content-Length"] = str(len(body))
        if content_type is not None:
            headers.setdefault("Content-Type", content_type)
        return body

    async def _request(self, method, str_or_url, *, params=None, data=None, json=None, cookies=None,
                       headers=None, skip_auto_headers=None, auth=None, allow_redirects=True,
                       max_redirects=10, compress=None, chunked=None, expect100=False,
                       raise_for_status=None, read_until_eof=True, proxy=None, proxy_auth=None,
                       timeout=_UNSET, verify_ssl=None, fingerprint=None, ssl_context=None,
                       ssl=None, proxy_headers=None, trace_request_ctx=None, read_bufsize=None):
        if self._closed:
            raise RuntimeError("Session is closed")
        try:
            url = self._build_url(str_or_url)
        except ValueError as error:
            raise InvalidURL(str_or_url) from error
        limits = _given(timeout, self._timeout)
        began_ns = monotonic_ns()
        sent = _Fields(self._default_headers)
        if headers:
            sent.update(headers)
        auth = auth or self._default_auth
        if params:
            url = url.update_query(params)
        response = await self._send_one(method, url, sent, data, json, cookies, auth, limits, began_ns)
        if response.status in _REDIRECTS and allow_redirects:
            response = await self._follow(response, sent, data, json, cookies, auth, limits, began_ns,
                                          max_redirects)
        if raise_for_status is None:
            raise_for_status = self._raise_for_status
        if raise_for_status:
            await self._check(response, raise_for_status)
        return response

    async def _check(self, response, raise_for_status):
        if callable(raise_for_status):
            await raise_for_status(response)
        else:
            response.raise_for_status()

    async def _follow(self, response, sent, data, json, cookies, auth, limits, began_ns,
                      max_redirects):
        """What comes of a response that redirects: the last of those that follow."""
        method = response.method
        url = response.real_url
        history = []
        while response.status in _REDIRECTS:
            history.append(response)
            if max_redirects and len(history) >= max_redirects:
                response.close()
                raise TooManyRedirects(history[0].request_info, tuple(history))
            if (response.status == 303 and method != "HEAD"
                    or response.status in (301, 302) and method == "POST"):
                method = "GET"
                data = None
                json = None
                sent.pop("Content-Length", None)
            location = response.headers.get("Location") or response.headers.get("URI")
            if location is None:
                break
            response.release()
            following = URL(location)
            if following.scheme not in ("http", "https", ""):
                raise ValueError("Can redirect only to http or https")
            if not following.scheme:
                following = url.join(following)
            if url.origin() != following.origin():
                auth = None
                sent.pop("Authorization", None)
            url = following
            response = await self._send_one(method, url, sent, data, json, cookies, auth, limits,
                                            began_ns)
        response.history = tuple(history)
        return response

    async def _send_one(self, method, url, headers, data, json, cookies, auth, limits, began_ns):
        parts = url._parts
        if not parts.is_usual:
            if not parts.host or _http.port_of(parts) is None:
                raise InvalidURL(url)
            if parts.scheme not in ("http", "https"):
                raise AssertionError()
        sent = self._fields_to(parts.place, headers)
        jar = {}
        if self._cookie_jar is not None:
            found = self._cookie_jar.filter_cookies(url)
            jar = {name: one.value for name, one in found.items()}
        if cookies:
            jar.update(cookies)
        if jar:
            sent["Cookie"] = "; ".join([f"{name}={value}" for name, value in jar.items()])
        if auth is not None:
            sent["Authorization"] = auth.encode()
        body = self._body(method, data, json, sent)
        response = await exchange(ClientResponse, self._connector._pool,
                                  limits._limits or limits._as_limits(), method, parts,
                                  Fields(sent.pairs()), body, began_ns)
        self._hear(response)
        return response

    def _hear(self, response):
        """What comes of a reply before the program sees it."""
        if response._failure:
            self._raise_failure(response._failure, response.real_url)
        if response._set_cookies:
            heard = _http.CookieJar()
            heard._hear(response._set_cookies, str(response.real_url))
            response.cookies = _Cookies(heard._jar.values())
            self.cookie_jar._hear(response._set_cookies, response.real_url)

    def _raise_failure(self, failure, url):
        parts = url._parts
        if failure == "total timeout":
            raise asyncio.TimeoutError()
        if failure == "read timeout":
            raise ServerTimeoutError("Timeout on reading data from socket")
        if failure == "connect timeout":
            raise ServerTimeoutError(f"Connection timeout to host {url}")
        if failure == "reset":
            raise ClientOSError(104, "Connection reset by peer")
        key = ConnectionKey(parts.host, _http.port_of(parts), parts.scheme == "https")
        cause = ConnectionRefusedError(
            111, f"Connect call failed ('127.0.0.1', {_http.port_of(parts)})")
        raise ClientConnectorError(key, cause)

    def request(self, method, url, **kwargs):
        return _RequestContextManager(self._request(method.upper(), url, **kwargs))

    def get(self, url, *, allow_redirects=True, **kwargs):
        sent = None
        if not kwargs and allow_redirects:
            sender = self._sender or self._find_sender()
            sent = sender and sender.send(self, url, self._limits)
        if sent is None:
            sent = self._request("GET", url, allow_redirects=allow_redirects, **kwargs)
        return _RequestContextManager(sent)

    def options(self, url, *, allow_redirects=True, **kwargs):
        return _RequestContextManager(
            self._request("OPTIONS", url, allow_redirects=allow_redirects, **kwargs))

    def head(self, url, *, allow_redirects=False, **kwargs):
        return _RequestContextManager(
            self._request("HEAD", url, allow_redirects=allow_redirects, **kwargs))

    def post(self, url, *, data=None, **kwargs):
        return _RequestContextManager(self._request("POST", url, data=data, **kwargs))

    def put(self, url, *, data=None, **kwargs):
        return _RequestContextManager(self._request("PUT", url, data=data, **kwargs))

    def patch(self, url, *, data=None, **kwargs):
        return _RequestContextManager(self._request("PATCH", url, data=data, **kwargs))

    def delete(self, url, **kwargs):
        return _RequestContextManager(self._request("DELETE", url, **kwargs))

    async def close(self):
        if not self._closed:
            if self._connector_owner:
                self._connector.close()
            self._sender = None
            self._closed = True

    def __enter__(self):
        raise TypeError("Use async with instead")

    def __exit__(self, *args):
        pass

    async def __aenter__(self):
        return self

    async def __aexit__(self, *args):
        await self.close()


_METHODS = (("_request", ClientSession._request),)  # what a request goes through


def request(method, url, *, connector=None, cookies=None, timeout=_UNSET, **kwargs):
    session = ClientSession(connector=connector, cookies=cookies, timeout=timeout,
                            connector_owner=connector is None)
    return _SessionRequestContextManager(session._request(method.upper(), url, **kwargs), session)
