"""requests 2.28.1 on the simulated network (see src/session/net.h for what is beneath)."""

import json as _json

import _http
from _meanwhile import Fields, Limits, Reply, Sender, exchange_blocking, refuse
from requests import exceptions
from requests import adapters
from requests.exceptions import (ConnectionError, ConnectTimeout, FileModeWarning, HTTPError,
                                 JSONDecodeError, ReadTimeout, RequestException, Timeout,
                                 TooManyRedirects, URLRequired)

__version__ = "2.28.1"

_SAFE = "!#$%&'()*+,/:;=?@[]~"
_UNKNOWN = object()
_REDIRECTS = (301, 302, 303, 307, 308)
_new = object.__new__
_USUAL = ("https://", "http://")
_connections = 0


class LookupDict(dict):
    def __init__(self, name=None):
        super().__init__()
        self.name = name

    def __repr__(self):
        return f"<lookup '{self.name}'>"

    def __getitem__(self, key):
        return self.__dict__.get(key, None)

    def get(self, key, default=None):
        return self.__dict__.get(key, default)


_CODES = {
    100: ("continue",), 101: ("switching_protocols",),
    200: ("ok", "okay", "all_ok", "all_okay", "all_good"), 201: ("created",), 202: ("accepted",),
    203: ("non_authoritative_information",), 204: ("no_content",), 205: ("reset_content",),
    206: ("partial_content",), 300: ("multiple_choices",), 301: ("moved_permanently", "moved"),
    302: ("found",), 303: ("see_other",), 304: ("not_modified",),
    307: ("temporary_redirect", "temporary", "temporary_moved"),
    308: ("permanent_redirect",), 400: ("bad_request", "bad"),
    401: ("unauthorized",), 402: ("payment_required",), 403: ("forbidden",), 404: ("not_found",),
    405: ("method_not_allowed",), 406: ("not_acceptable",), 407: ("proxy_authentication_required",),
    408: ("request_timeout",), 409: ("conflict",), 410: ("gone",), 411: ("length_required",),
    412: ("precondition_failed",), 413: ("request_entity_too_large",),
    414: ("request_uri_too_long",), 415: ("unsupported_media_type",),
    416: ("requested_range_not_satisfiable",), 417: ("expectation_failed",),
    418: ("im_a_teapot", "teapot"), 421: ("misdirected_request",),
    422: ("unprocessable_entity", "unprocessable"), 423: ("locked",), 424: ("failed_dependency",),
    425: ("too_early",), 426: ("upgrade_required",), 428: ("precondition_required",),
    429: ("too_many_requests", "too_many"), 431: ("request_header_fields_too_large",),
    451: ("unavailable_for_legal_reasons",), 500: ("internal_server_error", "server_error"),
    501: ("not_implemented",), 502: ("bad_gateway",), 503: ("service_unavailable", "unavailable"),
    504: ("gateway_timeout",), 505: ("http_version_not_supported",),
    506: ("variant_also_negotiates",), 507: ("insufficient_storage",), 508: ("loop_detected",),
    510: ("not_extended",), 511: ("network_authentication_required",),
}


def _make_codes():
    made = LookupDict(name="status_codes")
    for code, names in _CODES.items():
        for name in names:
            setattr(made, name, code)
            setattr(made, name.upper(), code)
    return made


codes = _make_codes()


class CaseInsensitiveDict(_http.Headers):
    def lower_items(self):
        return self._lower().items()

    def __repr__(self):
        return str(dict(self.items()))


class RequestsCookieJar(_http.CookieJar):
    __refused__ = ("add_cookie_header", "clear_expired_cookies", "clear_session_cookies",
                   "extract_cookies", "get_policy", "list_domains", "list_paths", "make_cookies",
                   "multiple_domains", "set_cookie", "set_policy")

    def set(self, name, value, **kwargs):
        if value is None:
            self._jar = {key: cookie for key, cookie in self._jar.items() if key[2] != name}
        else:
            super().set(name, value, kwargs.get("domain", ""), kwargs.get("path", "/"))

    def get_dict(self, domain=None, path=None):
        return {cookie.name: cookie.value for cookie in self._jar.values()
                if domain in (None, cookie.domain) and path in (None, cookie.path)}

    def copy(self):
        return RequestsCookieJar(self)

    def __iter__(self):
        return iter(list(self._jar.values()))

    def __str__(self):
        return "<RequestsCookieJar[" + ", ".join([repr(one) for one in self]) + "]>"

    __repr__ = __str__


_DEFAULT_HEADERS = (("User-Agent", "python-requests/2.28.1"), ("Accept-Encoding", "gzip, deflate"),
                    ("Accept", "*/*"), ("Connection", "keep-alive"))


_CASELESS_HEADERS = CaseInsensitiveDict(_DEFAULT_HEADERS)
_DEFAULT_FIELDS = Fields(_DEFAULT_HEADERS)
_NO_LIMITS = Limits()


def _text(value):
    return value.decode("utf-8") if isinstance(value, bytes) else value


def _encode_pairs(data):
    """name=value&..., where a value may be a list, and None drops out."""
    out = []
    for name, values in _http.as_pairs(data):
        if not isinstance(values, (list, tuple, set, frozenset, dict, range)):
            values = [values]
        for value in values:
            if value is not None:
                out.append((_text(name), _text(value)))
    return _http.urlencode(out)


_prepared = _http.Cache()


def _checked(url):
    """A URL's text as requests writes it, and that taken apart."""
    if ":" in url and not url.lower().startswith("http"):
        raise exceptions.InvalidSchema(f"No connection adapters were found for {url!r}")
    parts = _http.Url(url)
    if parts.scheme == "":
        raise exceptions.MissingSchema(f"Invalid URL {url!r}: No scheme supplied. "
                                       f"Perhaps you meant http://{url}?")
    if parts.scheme not in ("http", "https"):
        raise exceptions.InvalidSchema(f"No connection adapters were found for {url!r}")
    if parts.host == "":
        raise exceptions.InvalidURL(f"Invalid URL {url!r}: No host supplied")
    if _http.port_of(parts) is None:
        raise exceptions.InvalidURL(f"Failed to parse: {url}")
    if parts.host.startswith("*") or parts.host.startswith("."):
        raise exceptions.InvalidURL("URL has an invalid label.")
    if not parts.host.replace(".", "").isalnum():  # mostly it is
        for character in parts.host:
            if character <= " " or character in "\x7f\\":
                raise exceptions.InvalidURL(f"Failed to parse: {url}")
    user = parts.user + "@" if parts.user else ""
    whole = parts.scheme + "://" + user + parts.place.lower() + (parts.path or "/")
    if parts.query:
        whole += "?" + parts.query
    if parts.fragment:
        whole += "#" + parts.fragment
    text = _http.requote(whole, _SAFE)
    return text, parts if text == url else _http.Url(text)


class PreparedRequest:
    __refused__ = ("copy", "deregister_hook", "prepare", "prepare_auth", "prepare_body",
                   "prepare_content_length", "prepare_cookies", "prepare_headers", "prepare_hooks",
                   "prepare_method", "prepare_url", "register_hook")

    method = None
    url = None
    body = None
    _headers = None  # these are made when somebody looks
    _pairs = None
    _hooks = None
    _cookies = None  # those of this request, which it takes along when redirected; None: it has none
    _prepared = ("", None)  # the URL as it was prepared, and that taken apart

    @property
    def headers(self):
        if self._headers is None and self._pairs is not None:
            self._headers = CaseInsensitiveDict(self._pairs)
        return self._headers

    @headers.setter
    def headers(self, headers):
        self._headers = headers
        self._pairs = None

    @property
    def hooks(self):
        if self._hooks is None:
            self._hooks = {"response": []}
        return self._hooks

    @hooks.setter
    def hooks(self, hooks):
        self._hooks = hooks

    def __reduce__(self):
        return PreparedRequest, (), {"method": self.method, "url": self.url, "body": self.body,
                                     "_headers": self.headers, "_cookies": self._cookies}

    def __repr__(self):
        return f"<PreparedRequest [{self.method}]>"

    @property
    def path_url(self):
        parts = _http.Url(self.url)
        path = parts.path or "/"
        return path + "?" + parts.query if parts.query else path

    def _prepare_url(self, url, params):
        url = _text(url)
        if not isinstance(url, str):
            url = str(url)
        made = _prepared.get(url)
        if made is None:
            made = _checked(url.lstrip())
            _prepared.put(url, made)
        if params:
            more = _text(params if isinstance(params, (str, bytes)) else _encode_pairs(params))
            if more:
                base, mark, fragment = made[0].partition("#")
                base += ("&" if made[1].query else "?") + more
                whole = _http.requote(base + mark + fragment, _SAFE)
                made = whole, _http.Url(whole)
        self._prepared = made
        self.url = made[0]

    def _parts(self):
        """The URL taken apart: mostly it is still the one that was prepared."""
        url, parts = self._prepared
        return parts if url == self.url else _http.Url(self.url)

    def _prepare_body(self, data, json):
        content_type = None
        body = b""
        text = None  # what was given as text, or as a form, stays text
        if data:
            if isinstance(data, str):
                text = data
            elif isinstance(data, bytes):
                body = bytes(data)
            else:
                text = _encode_pairs(data)
                content_type = "application/x-www-form-urlencoded"
            if text is not None:
                body = text.encode("utf-8")
        elif json is not None:
            content_type = "application/json"
            try:
                body = _json.dumps(json, allow_nan=False).encode("utf-8")
            except ValueError as error:
                raise exceptions.InvalidJSONError(error, request=self)
        if body or self.method in ("POST", "PUT", "PATCH", "DELETE", "OPTIONS"):
            self.headers["Content-Length"] = str(len(body))
        if content_type is not None and "Content-Type" not in self.headers:
            self.headers["Content-Type"] = content_type
        self.body = text or body or None


class Request:
    __refused__ = ("deregister_hook", "register_hook", "files", "hooks")

    data = None
    params = None
    auth = None
    cookies = None
    json = None

    def __init__(self, method=None, url=None, headers=None, files=None, data=None, params=None,
                 auth=None, cookies=None, hooks=None, json=None):
        if files:
            refuse("requests: files=", "send the bytes with data=")
        self.method = method
        self.url = url
        self.headers = headers or {}
        if data is not None:
            self.data = data
        if params is not None:
            self.params = params
        if auth is not None:
            self.auth = auth
        if cookies is not None:
            self.cookies = cookies
        if json is not None:
            self.json = json
        self._hooks = hooks

    def __repr__(self):
        return f"<Request [{self.method}]>"

    def prepare(self):
        return Session().prepare_request(self)


# What a response takes along to another process, and where it is there.
_STATE = (("status_code", "status_code"), ("reason", "reason"), ("url", "url"),
          ("_headers", "headers"), ("_request", "request"), ("_history", "history"),
          ("_cookies", "cookies"), ("_encoding", "encoding"), ("_body", "content"),
          ("_elapsed_ns", "_elapsed_ns"), ("_receive_ns", "_receive_ns"))


class Response(Reply):
    __refused__ = ("raw", "connection")

    status_code = Reply._status
    reason = Reply._reason
    url = Reply._url
    _headers = None  # these are made when somebody looks
    _request = None
    _history = None
    _cookies = None
    _encoding = _UNKNOWN
    _next = None

    def __reduce__(self):
        return Response, (), {name: getattr(self, public) for name, public in _STATE}

    @property
    def request(self):
        if self._request is None and self._target is not None:
            self._request = made = _new(PreparedRequest)
            made.method = self._method
            made.url = self._target.text
            made._prepared = made.url, self._target
            made._pairs = self._sent.pairs
        return self._request

    @request.setter
    def request(self, request):
        self._request = request

    def _received(self):
        return _http.join_fields(self._fields)

    @property
    def headers(self):
        if self._headers is None:
            self._headers = CaseInsensitiveDict(self._received())
        return self._headers

    @headers.setter
    def headers(self, headers):
        self._headers = headers

    @property
    def history(self):
        if self._history is None:
            self._history = []
        return self._history

    @history.setter
    def history(self, history):
        self._history = history

    @property
    def cookies(self):
        if self._cookies is None:
            self._cookies = RequestsCookieJar()
        return self._cookies

    @cookies.setter
    def cookies(self, cookies):
        self._cookies = cookies

    @property
    def encoding(self):
        if self._encoding is _UNKNOWN:
            self._encoding = _encoding_of(self._field("content-type"))
        return self._encoding

    @encoding.setter
    def encoding(self, encoding):
        self._encoding = encoding

    def __repr__(self):
        return f"<Response [{self.status_code}]>"

    def __bool__(self):
        return self.ok

    def __enter__(self):
        return self

    def __exit__(self, *args):
        self.close()

    def __iter__(self):
        return self.iter_content(128)

    @property
    def elapsed(self):
        import datetime

        until_headers_ns = self._elapsed_ns - self._receive_ns
        return datetime.timedelta(microseconds=(until_headers_ns + 500) // 1000)

    @property
    def ok(self):
        return not 400 <= self.status_code < 600

    @property
    def is_redirect(self):
        return self.status_code in _REDIRECTS and "location" in self.headers

    @property
    def is_permanent_redirect(self):
        return self.status_code in (301, 308) and "location" in self.headers

    @property
    def next(self):
        return self._next

    @property
    def links(self):
        return {}

    @property
    def apparent_encoding(self):
        try:
            self.content.decode("ascii")
            return "ascii"
        except UnicodeDecodeError:
            return "utf-8"

    @property
    def content(self):
        return self._body

    @property
    def text(self):
        return _http.decode(self.content, self.encoding)

    def json(self, **kwargs):
        text = self.text
        try:
            return _json.loads(text, **kwargs)
        except _json.JSONDecodeError as error:
            raise JSONDecodeError(error.msg, error.doc, error.pos)

    def iter_content(self, chunk_size=1, decode_unicode=False):
        data = self.text if decode_unicode else self.content
        size = chunk_size or len(data)
        for start in range(0, len(data), size):
            yield data[start:start + size]

    def iter_lines(self, chunk_size=512, decode_unicode=False, delimiter=None):
        data = self.text if decode_unicode else self.content
        lines = data.split(delimiter) if delimiter else data.splitlines()
        for line in lines:
            yield line

    def raise_for_status(self):
        kind = ""
        if 400 <= self.status_code < 500:
            kind = "Client"
        elif 500 <= self.status_code < 600:
            kind = "Server"
        if kind:
            raise HTTPError(f"{self.status_code} {kind} Error: {self.reason} for url: {self.url}",
                            response=self)

    def close(self):
        pass


# urllib3's exceptions, as they show in the messages of ours.


class ReadTimeoutError(Exception):
    pass


class MaxRetryError(Exception):
    pass


class ConnectTimeoutError(Exception):
    pass


class NewConnectionError(Exception):
    pass


class ProtocolError(Exception):
    pass


class _Connection:
    """Only its repr is ever seen."""

    def __init__(self, scheme):
        global _connections
        _connections += 1
        kind = "HTTPSConnection" if scheme == "https" else "HTTPConnection"
        self._shown = f"<urllib3.connection.{kind} object at 0x7f{_connections * 64:010x}>"

    def __repr__(self):
        return self._shown


def _raise_failure(response, connect, read):
    failure = response._failure
    request = response.request
    parts = _http.Url(request.url)
    kind = "HTTPSConnectionPool" if parts.scheme == "https" else "HTTPConnectionPool"
    pool = f"{kind}(host={parts.host!r}, port={_http.port_of(parts)})"
    if failure == "reset":
        cause = ProtocolError("Connection aborted.",
                              ConnectionResetError(104, "Connection reset by peer"))
        raise ConnectionError(cause, request=request)
    if failure == "read timeout":
        cause = ReadTimeoutError(f"{pool}: Read timed out. (read timeout={read})")
        raise ReadTimeout(cause, request=request)
    connection = _Connection(parts.scheme)
    if failure == "connect timeout":
        reason = ConnectTimeoutError(
            connection, f"Connection to {parts.host} timed out. (connect timeout={connect})")
    else:
        reason = NewConnectionError(f"{connection!r}: Failed to establish a new connection: "
                                    "[Errno 111] Connection refused")
    cause = MaxRetryError(f"{pool}: Max retries exceeded with url: {request.path_url} "
                          f"(Caused by {reason!r})")
    if failure == "connect timeout":
        raise ConnectTimeout(cause, request=request)
    raise ConnectionError(cause, request=request)


def _encoding_of(content_type):
    if content_type is None:
        return None
    charset = _http.charset_of(content_type)
    if charset is not None:
        return charset
    if "text" in content_type:
        return "ISO-8859-1"
    if "application/json" in content_type:
        return "utf-8"
    return None


def _limits(timeout):
    """timeout= as (connect, read)."""
    if isinstance(timeout, tuple):
        if len(timeout) != 2:
            raise ValueError(f"Invalid timeout {timeout}. Pass a (connect, read) timeout tuple, "
                             "or a single float to set both timeouts to the same value.")
        connect, read = timeout
    else:
        connect, read = timeout, timeout
    for name, value in (("connect", connect), ("read", read)):
        if value is None:
            continue
        if isinstance(value, bool):
            raise ValueError("Timeout cannot be a boolean value. It must be an int, float or None.")
        try:
            float(value)
        except (TypeError, ValueError):
            raise ValueError(f"Timeout value {name} was {value}, but it must be an int, float or "
                             "None.")
        if value <= 0:
            raise ValueError(f"Attempted to set {name} timeout to {value}, but the timeout cannot "
                             "be set to a value less than or equal to 0.")
    return connect, read


_last_limits = None, None


def _only_limits(kwargs):
    """Of a plain timeout=, if that is all that was given beside the URL; else None."""
    global _last_limits
    if len(kwargs) > 1 or "timeout" not in kwargs:
        return None
    timeout = kwargs["timeout"]
    if type(timeout) is not int and type(timeout) is not float:
        return None
    last, made = _last_limits
    if last is not timeout:
        connect, read = _limits(timeout)
        made = Limits(connect=connect, read=read)
        _last_limits = timeout, made
    return made


def _auth_of(auth):
    if callable(auth):
        refuse("requests: auth= with an object", "use auth=(user, password)")
    return _http.basic_auth(*auth)


def _add_cookies(prepared):
    field = prepared._cookies._field(prepared.url)
    if field:
        prepared.headers["Cookie"] = field


def _leaves_host(old, new):
    """Whether an Authorization must not go along: to another host, or down to less security."""
    here = _http.Url(old)
    there = _http.Url(new)
    if here.host.lower() != there.host.lower():
        return True
    here_port = _http.port_of(here)
    there_port = _http.port_of(there)
    if (here.scheme, here_port, there.scheme, there_port) == ("http", 80, "https", 443):
        return False
    return here.scheme != there.scheme or here_port != there_port


def _prepare(session, target):
    if session._headers is None:
        return _DEFAULT_FIELDS, session.get_adapter(target.text)._pool
    pairs = session._headers.pairs()
    for name, value in pairs:
        if not isinstance(value, str):
            return None
    return Fields(pairs), session.get_adapter(target.text)._pool


def _prepare_alone(session, target):
    return _DEFAULT_FIELDS, None


class Session:
    __refused__ = ("merge_environment_settings", "rebuild_auth",
                   "rebuild_method", "rebuild_proxies", "resolve_redirects", "should_strip_auth")

    stream = False
    verify = True
    cert = None
    max_redirects = 30
    trust_env = True
    _sender = None  # whoever changes what it stands for, or looks at what he may change, drops it
    _auth = None
    _headers = None  # these are made when somebody looks
    _cookies = None
    _params = None
    _proxies = None
    _hooks = None
    _mounted = None

    def __init__(self):
        self._usual = {}  # the adapters of http and https that have been needed

    @property
    def auth(self):
        return self._auth

    @auth.setter
    def auth(self, auth):
        self._sender = None
        self._auth = auth

    @property
    def headers(self):
        if self._headers is None:
            self.headers = CaseInsensitiveDict(_CASELESS_HEADERS)
        return self._headers

    @headers.setter
    def headers(self, headers):
        self._sender = None
        self._headers = headers

    @property
    def cookies(self):
        if self._cookies is None:
            self.cookies = RequestsCookieJar()
        return self._cookies

    @cookies.setter
    def cookies(self, cookies):
        self._sender = None
        self._cookies = cookies

    @property
    def params(self):
        if self._params is None:
            self.params = {}
        return self._params

    @params.setter
    def params(self, params):
        self._sender = None
        self._params = params

    @property
    def proxies(self):
        if self._proxies is None:
            self._proxies = {}
        return self._proxies

    @proxies.setter
    def proxies(self, proxies):
        self._proxies = proxies

    @property
    def hooks(self):
        if self._hooks is None:
            self.hooks = {"response": []}
        return self._hooks

    @hooks.setter
    def hooks(self, hooks):
        self._sender = None
        self._hooks = hooks

    @property
    def adapters(self):
        if self._mounted is None:
            self.adapters = {prefix: self._usual_adapter(prefix) for prefix in _USUAL}
        return self._mounted

    @adapters.setter
    def adapters(self, mounted):
        self._sender = None
        self._mounted = mounted

    def _usual_adapter(self, prefix):
        made = self._usual.get(prefix)
        if made is None:
            made = self._usual[prefix] = adapters.HTTPAdapter()
        return made

    def __enter__(self):
        return self

    def __exit__(self, *args):
        self.close()

    def mount(self, prefix, adapter):
        self.adapters[prefix] = adapter
        for key in [key for key in self.adapters if len(key) < len(prefix)]:
            self.adapters[key] = self.adapters.pop(key)

    def get_adapter(self, url):
        if self._mounted is None:
            for prefix in _USUAL:
                if url.startswith(prefix):
                    return self._usual_adapter(prefix)
        for prefix, adapter in self.adapters.items():
            if url.lower().startswith(prefix.lower()):
                return adapter
        raise exceptions.InvalidSchema(f"No connection adapters were found for {url!r}")

    def close(self):
        for adapter in (self._usual if self._mounted is None else self._mounted).values():
            adapter.close()

    def prepare_request(self, request):
        prepared = PreparedRequest()
        prepared.method = request.method.upper() if request.method is not None else None
        headers = CaseInsensitiveDict(_CASELESS_HEADERS if self._headers is None else self._headers)
        for name, value in _http.as_pairs(request.headers):
            if value is None:
                headers.pop(name, None)
            else:
                headers[name] = _text(value)
        params = request.params
        if self._params:
            if params is None:
                params = self._params
            elif not isinstance(params, (str, bytes)):
                merged = dict(self._params)
                merged.update(params)
                params = merged
        prepared._prepare_url(request.url, params)
        for name, value in headers.items():
            if not isinstance(value, (str, bytes)):
                raise exceptions.InvalidHeader(f"Header part ({value!r}) from {{{name!r}: {value!r}}}"
                                               " must be of type str or bytes, not "
                                               f"{type(value)}")
        prepared.headers = headers
        if self._cookies is not None and not isinstance(self._cookies, RequestsCookieJar):
            self.cookies = RequestsCookieJar(self._cookies)
        if self._cookies is not None or request.cookies:
            prepared._cookies = RequestsCookieJar(self._cookies)
            prepared._cookies.update(request.cookies or {})
            _add_cookies(prepared)
        prepared._prepare_body(request.data, request.json)
        auth = request.auth or self.auth
        if auth:
            headers["Authorization"] = _auth_of(auth)
        hooks = request._hooks if request._hooks and request._hooks.get("response") else self._hooks
        if hooks:
            called = hooks.get("response") or []
            prepared._hooks = {"response": [called] if callable(called) else list(called)}
        return prepared

    def request(self, method, url, params=None, data=None, headers=None, cookies=None, files=None,
                auth=None, timeout=None, allow_redirects=True, proxies=None, hooks=None,
                stream=None, verify=None, cert=None, json=None):
        made = Request(method.upper(), url, headers, files, data, params, auth, cookies, hooks, json)
        prepared = self.prepare_request(made)
        return self.send(prepared, timeout=timeout, allow_redirects=allow_redirects,
                         verify=self.verify if verify is None else verify, proxies=proxies or {},
                         stream=self.stream if stream is None else stream,
                         cert=self.cert if cert is None else cert)

    def send(self, request, timeout=None, allow_redirects=True, **kwargs):
        response = self._send_one(request, timeout, kwargs)
        if response.status_code not in _REDIRECTS:
            return response
        if allow_redirects:
            return self._follow(response, timeout, kwargs)
        if self.get_redirect_target(response):
            response._next = self._redirected(request, response)
        return response

    def _follow(self, response, timeout, kwargs):
        """What comes of a response that redirects: the last of those that follow."""
        history = []
        while self.get_redirect_target(response):
            history.append(response)
            response.history = history[1:]
            if len(response.history) >= self.max_redirects:
                raise TooManyRedirects(f"Exceeded {self.max_redirects} redirects.",
                                       response=response)
            request = self._redirected(response.request, response)
            response = self._send_one(request, timeout, kwargs)
        response.history = history
        return response

    def get_redirect_target(self, response):
        return response.headers["location"] if response.is_redirect else None

    def _redirected(self, request, response):
        """The request that follows a redirect."""
        made = PreparedRequest()
        location = response.headers["location"]
        fragment = _http.Url(request.url).fragment
        if fragment and not _http.Url(location).fragment:
            location += "#" + fragment
        made._prepare_url(_http.join(response.url, _http.requote(location, _SAFE)), None)
        made.method = _http.redirected_method(request.method, response.status_code)
        made.headers = CaseInsensitiveDict(request.headers)
        made.body = request.body
        if response.status_code not in (307, 308):
            for name in ("Content-Length", "Content-Type", "Transfer-Encoding"):
                made.headers.pop(name, None)
            made.body = None
        if "Authorization" in made.headers and _leaves_host(request.url, made.url):
            del made.headers["Authorization"]
        made.headers.pop("Cookie", None)
        made._hooks = request._hooks
        made._cookies = RequestsCookieJar(request._cookies or {})
        made._cookies.update(self._cookies or {})
        _add_cookies(made)
        return made

    def _send_one(self, request, timeout, kwargs):
        connect, read = (None, None) if timeout is None else _limits(timeout)
        limits = _NO_LIMITS if timeout is None else Limits(connect=connect, read=read)
        pairs = request._pairs if request._headers is None else request._headers.items()
        sent = request.body or b""
        if isinstance(sent, str):
            sent = sent.encode("utf-8")
        response = exchange_blocking(Response, self.get_adapter(request.url)._pool, limits,
                                     request.method, request._parts(), Fields(pairs), sent, None)
        response.url = request.url
        response.request = request
        self._hear(response, connect, read)
        if request._hooks is not None:
            for hook in request._hooks["response"]:
                response = hook(response, timeout=timeout, **kwargs) or response
        return response

    def _hear(self, response, connect, read):
        """What comes of a reply before the program sees it."""
        if response._failure:
            _raise_failure(response, connect, read)
        if response._set_cookies:
            response.cookies._hear(response._set_cookies, response.url)
            self.cookies._hear(response._set_cookies, response.url)

    def _find_sender(self, prepare):
        """What sends requests that have nothing of the session but its header fields; None: there are
        none such now."""
        if (self.auth is not None or self._params is not None or self._cookies is not None
                or self._hooks is not None or self._mounted is not None
                or self._headers is not None and type(self._headers) is not CaseInsensitiveDict):
            return None
        self._sender = Sender(Response, _METHODS, self._headers, prepare)
        return self._sender

    def _after(self, response, timeout):
        """What comes of such a request."""
        connect, read = (None, None) if timeout is None else _limits(timeout)
        self._hear(response, connect, read)
        return self._follow(response, timeout, {}) if response.status_code in _REDIRECTS else response

    def get(self, url, **kwargs):
        limits = _NO_LIMITS if not kwargs else _only_limits(kwargs)
        sender = limits and (self._sender or self._find_sender(_prepare))
        response = sender and sender.exchange_blocking(self, url, limits)
        if response is None:
            return self.request("GET", url, **kwargs)
        return response if response._is_plain else self._after(response, kwargs.get("timeout"))

    def options(self, url, **kwargs):
        return self.request("OPTIONS", url, **kwargs)

    def head(self, url, **kwargs):
        kwargs.setdefault("allow_redirects", False)
        return self.request("HEAD", url, **kwargs)

    def post(self, url, data=None, json=None, **kwargs):
        return self.request("POST", url, data=data, json=json, **kwargs)

    def put(self, url, data=None, **kwargs):
        return self.request("PUT", url, data=data, **kwargs)

    def patch(self, url, data=None, **kwargs):
        return self.request("PATCH", url, data=data, **kwargs)

    def delete(self, url, **kwargs):
        return self.request("DELETE", url, **kwargs)


# What a request goes through.
_METHODS = (("request", Session.request), ("prepare_request", Session.prepare_request),
        ("send", Session.send), ("get_adapter", Session.get_adapter))


def session():
    return Session()


def request(method, url, **kwargs):
    with Session() as made:
        return made.request(method=method, url=url, **kwargs)


_session = Session()  # sends what needs no session of its own


def get(url, params=None, **kwargs):
    limits = None if params else _NO_LIMITS if not kwargs else _only_limits(kwargs)
    sender = limits and (_session._sender or _session._find_sender(_prepare_alone))
    response = sender and sender.exchange_blocking(_session, url, limits)
    if response is None:
        return request("get", url, params=params, **kwargs)
    if response._is_plain:
        return response
    made = Session()
    if not response._failure:
        made.get_adapter(url)._pool.add(response._target.origin)  # the connection that it came by
    return made._after(response, kwargs.get("timeout"))


def options(url, **kwargs):
    return request("options", url, **kwargs)


def head(url, **kwargs):
    kwargs.setdefault("allow_redirects", False)
    return request("head", url, **kwargs)


def post(url, data=None, json=None, **kwargs):
    return request("post", url, data=data, json=json, **kwargs)


def put(url, data=None, **kwargs):
    return request("put", url, data=data, **kwargs)


def patch(url, data=None, **kwargs):
    return request("patch", url, data=data, **kwargs)


def delete(url, **kwargs):
    return request("delete", url, **kwargs)
