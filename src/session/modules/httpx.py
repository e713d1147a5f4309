"""httpx 0.23.3 on the simulated network (see src/session/net.h for what is beneath)."""

import json as _json

import _http
import _meanwhile
from _meanwhile import Fields, Reply, Sender, exchange, exchange_blocking

__version__ = "0.23.3"
__title__ = "httpx"
__description__ = "A next generation HTTP client, for Python 3."


# --- exceptions ---


class HTTPError(Exception):
    def __init__(self, message):
        super().__init__(message)
        self._request = None

    @property
    def request(self):
        if self._request is None:
            raise RuntimeError("The .request property has not been set.")
        return self._request

    @request.setter
    def request(self, request):
        self._request = request


class RequestError(HTTPError):
    def __init__(self, message, *, request=None):
        super().__init__(message)
        self._request = request


class TransportError(RequestError):
    pass


class TimeoutException(TransportError):
    pass


class ConnectTimeout(TimeoutException):
    pass


class ReadTimeout(TimeoutException):
    pass


class WriteTimeout(TimeoutException):
    pass


class PoolTimeout(TimeoutException):
    pass


class NetworkError(TransportError):
    pass


class ReadError(NetworkError):
    pass


class WriteError(NetworkError):
    pass


class ConnectError(NetworkError):
    pass


class CloseError(NetworkError):
    pass


class ProxyError(TransportError):
    pass


class UnsupportedProtocol(TransportError):
    pass


class ProtocolError(TransportError):
    pass


class LocalProtocolError(ProtocolError):
    pass


class RemoteProtocolError(ProtocolError):
    pass


class DecodingError(RequestError):
    pass


class TooManyRedirects(RequestError):
    pass


class HTTPStatusError(HTTPError):
    def __init__(self, message, *, request, response):
        super().__init__(message)
        self.request = request
        self.response = response


class InvalidURL(Exception):
    def __init__(self, message):
        super().__init__(message)


class CookieConflict(Exception):
    def __init__(self, message):
        super().__init__(message)


class StreamError(RuntimeError):
    def __init__(self, message):
        super().__init__(message)


class StreamConsumed(StreamError):
    def __init__(self):
        super().__init__(
            "Attempted to read or stream some content, but the content has already been streamed. "
            "For requests, this could be due to passing a generator as request content, and then "
            "receiving a redirect response or a secondary request as part of an authentication "
            "flow.For responses, this could be due to attempting to stream the response content "
            "more than once.")


class StreamClosed(StreamError):
    def __init__(self):
        super().__init__("Attempted to read or stream content, but the stream has been closed.")


class ResponseNotRead(StreamError):
    def __init__(self):
        super().__init__("Attempted to access streaming response content, without having called "
                         "`read()`.")


class RequestNotRead(StreamError):
    def __init__(self):
        super().__init__("Attempted to access streaming request content, without having called "
                         "`read()`.")


# --- values ---


class _Unset:
    pass


_UNSET = _Unset()
USE_CLIENT_DEFAULT = _Unset()


class codes:
    """Plain ints, by name."""

    CONTINUE = 100
    SWITCHING_PROTOCOLS = 101
    OK = 200
    CREATED = 201
    ACCEPTED = 202
    NON_AUTHORITATIVE_INFORMATION = 203
    NO_CONTENT = 204
    RESET_CONTENT = 205
    PARTIAL_CONTENT = 206
    MULTIPLE_CHOICES = 300
    MOVED_PERMANENTLY = 301
    FOUND = 302
    SEE_OTHER = 303
    NOT_MODIFIED = 304
    TEMPORARY_REDIRECT = 307
    PERMANENT_REDIRECT = 308
    BAD_REQUEST = 400
    UNAUTHORIZED = 401
    PAYMENT_REQUIRED = 402
    FORBIDDEN = 403
    NOT_FOUND = 404
    METHOD_NOT_ALLOWED = 405
    NOT_ACCEPTABLE = 406
    PROXY_AUTHENTICATION_REQUIRED = 407
    REQUEST_TIMEOUT = 408
    CONFLICT = 409
    GONE = 410
    LENGTH_REQUIRED = 411
    PRECONDITION_FAILED = 412
    REQUEST_ENTITY_TOO_LARGE = 413
    REQUEST_URI_TOO_LONG = 414
    UNSUPPORTED_MEDIA_TYPE = 415
    REQUESTED_RANGE_NOT_SATISFIABLE = 416
    EXPECTATION_FAILED = 417
    IM_A_TEAPOT = 418
    MISDIRECTED_REQUEST = 421
    UNPROCESSABLE_ENTITY = 422
    LOCKED = 423
    FAILED_DEPENDENCY = 424
    TOO_EARLY = 425
    UPGRADE_REQUIRED = 426
    PRECONDITION_REQUIRED = 428
    TOO_MANY_REQUESTS = 429
    REQUEST_HEADER_FIELDS_TOO_LARGE = 431
    UNAVAILABLE_FOR_LEGAL_REASONS = 451
    INTERNAL_SERVER_ERROR = 500
    NOT_IMPLEMENTED = 501
    BAD_GATEWAY = 502
    SERVICE_UNAVAILABLE = 503
    GATEWAY_TIMEOUT = 504
    HTTP_VERSION_NOT_SUPPORTED = 505
    VARIANT_ALSO_NEGOTIATES = 506
    INSUFFICIENT_STORAGE = 507
    LOOP_DETECTED = 508
    NOT_EXTENDED = 510
    NETWORK_AUTHENTICATION_REQUIRED = 511

    @staticmethod
    def is_informational(value):
        return 100 <= value <= 199

    @staticmethod
    def is_success(value):
        return 200 <= value <= 299

    @staticmethod
    def is_redirect(value):
        return 300 <= value <= 399

    @staticmethod
    def is_client_error(value):
        return 400 <= value <= 499

    @staticmethod
    def is_server_error(value):
        return 500 <= value <= 599

    @staticmethod
    def is_error(value):
        return 400 <= value <= 599


class Headers(_http.Headers):
    __refused__ = ("encoding", "raw")

    def __setitem__(self, name, value):
        self._pairs = None
        name = name.lower()
        self._fields[name] = (name, value)

    def __repr__(self):
        shown = {}
        for name, value in self.items():
            secret = name in ("authorization", "proxy-authorization")
            shown[name] = "[secure]" if secret else value
        return f"Headers({shown!r})"

    def multi_items(self):
        return self.items()

    def get_list(self, name, split_commas=False):
        value = self.get(name)
        if value is None:
            return []
        return [part.strip() for part in value.split(",")] if split_commas else [value]


def _quote_query(text):
    """A query as httpx normalises it: what is quoted stays."""
    return _http.requote(text, "!$&'()*+,;=:@/?[]")


class QueryParams:
    def __init__(self, *args, **kwargs):
        value = args[0] if args else kwargs
        self._dict = {}
        if isinstance(value, QueryParams):
            self._dict.update(value._dict)
            return
        if value is None:
            pairs = []
        elif isinstance(value, (str, bytes)):
            text = value.decode("ascii") if isinstance(value, bytes) else value
            pairs = _parse_query(text)
        else:
            pairs = []
            for name, item in _http.as_pairs(value):
                for one in item if isinstance(item, (list, tuple)) else [item]:
                    pairs.append((name, one))
        for name, item in pairs:
            self._dict.setdefault(str(name), []).append(_http.primitive(item))

    def multi_items(self):
        return [(name, value) for name, values in self._dict.items() for value in values]

    def keys(self):
        return self._dict.keys()

    def values(self):
        return {name: values[0] for name, values in self._dict.items()}.values()

    def items(self):
        return {name: values[0] for name, values in self._dict.items()}.items()

    def get(self, name, default=None):
        return self._dict[name][0] if name in self._dict else default

    def get_list(self, name):
        return list(self._dict.get(name, []))

    def merge(self, params=None):
        merged = QueryParams(params)
        both = dict(self._dict)
        both.update(merged._dict)
        merged._dict = both
        return merged

    def set(self, name, value):
        return self.merge({name: value})

    def add(self, name, value):
        made = self.merge()
        made._dict[name] = self.get_list(name) + [_http.primitive(value)]
        return made

    def remove(self, name):
        made = self.merge()
        made._dict.pop(str(name), None)
        return made

    def __getitem__(self, name):
        return self._dict[name][0]

    def __contains__(self, name):
        return name in self._dict

    def __iter__(self):
        return iter(self._dict)

    def __len__(self):
        return len(self._dict)

    def __bool__(self):
        return bool(self._dict)

    def __eq__(self, other):
        if not isinstance(other, QueryParams):
            return False
        return sorted(self.multi_items()) == sorted(other.multi_items())

    def __str__(self):
        return _http.urlencode(self.multi_items())

    def __repr__(self):
        return f"QueryParams({str(self)!r})"


def _parse_query(text):
    pairs = []
    for field in text.split("&"):
        if field:
            name, equals, value = field.partition("=")
            pairs.append((_http.unquote(name.replace("+", " ")), _http.unquote(value.replace("+", " "))))
    return pairs


_urls = _http.Cache()


def _normalised(text, params):
    """A URL's text as httpx writes it, and that taken apart."""
    given = text
    parts = _http.Url(text)
    query = parts.query
    if params is not None:
        query = str(QueryParams(query).merge(params) if query else QueryParams(params))
    elif query:
        query = _quote_query(query)
    if parts.is_usual:
        text = text.partition("?")[0]
    else:
        if parts.authority and _http.port_of(parts) is None:
            raise InvalidURL("Invalid port: " + repr(parts.port_text))
        scheme = parts.scheme
        place = parts.place.lower()
        usual = ":443" if scheme == "https" else ":80" if scheme == "http" else None
        if usual is not None and place.endswith(usual):
            place = place[:-len(usual)]
        text = scheme + ":" if scheme else ""
        if parts.authority or scheme in ("http", "https"):
            text += "//" + (parts.user + "@" if parts.user else "") + place
        text += _http.requote(parts.path, "!$&'()*+,;=:@/")
    if query or parts.asked and params is None:
        text += "?" + query
    if parts.fragment:
        text += "#" + _http.requote(parts.fragment, "!$&'()*+,;=:@/?")
    return text, parts if text == given else _http.Url(text)


class URL:
    __refused__ = ("raw", "raw_host", "raw_scheme", "userinfo")

    def __init__(self, url="", params=None):
        if isinstance(url, str):
            text = url
            parts = _http.Url(url)
            if parts.is_usual and params is None:
                self._text = url
                self._parts = parts
                return
        elif isinstance(url, URL):
            text = url._text
            if params is None:
                self._text = text
                self._parts = url._parts
                return
        else:
            raise TypeError("Invalid type for url.  Expected str or httpx.URL, got "
                            f"{type(url)}: {url!r}")
        made = _urls.get(text) if params is None else None
        if made is None:
            made = _normalised(text, params)
            if params is None:
                _urls.put(text, made)
        self._text, self._parts = made

    @property
    def scheme(self):
        return self._parts.scheme

    @property
    def host(self):
        return self._parts.host.strip("[]")

    @property
    def port(self):
        return int(self._parts.port_text) if self._parts.port_text else None

    @property
    def netloc(self):
        return self._parts.place.encode("ascii", "replace")

    @property
    def username(self):
        return _http.unquote(self._parts.user.partition(":")[0])

    @property
    def password(self):
        return _http.unquote(self._parts.user.partition(":")[2])

    @property
    def path(self):
        return _http.unquote(self._parts.path or "/")

    @property
    def raw_path(self):
        path = self._parts.path or "/"
        if self._parts.query:
            path += "?" + self._parts.query
        return path.encode("ascii", "replace")

    @property
    def query(self):
        return self._parts.query.encode("ascii", "replace")

    @property
    def params(self):
        return QueryParams(self._parts.query)

    @property
    def fragment(self):
        return _http.unquote(self._parts.fragment)

    @property
    def is_absolute_url(self):
        return bool(self.scheme and self.host)

    @property
    def is_relative_url(self):
        return not self.is_absolute_url

    def join(self, url):
        other = URL(url)
        if other.is_absolute_url:
            return other
        return URL(_http.join(str(self), str(other)))

    def copy_merge_params(self, params):
        return URL(self, params=params)

    def copy_set_param(self, key, value=None):
        return self.copy_with(params=self.params.set(key, value))

    def copy_add_param(self, key, value=None):
        return self.copy_with(params=self.params.add(key, value))

    def copy_remove_param(self, key):
        return self.copy_with(params=self.params.remove(key))

    def copy_with(self, **kwargs):
        if set(kwargs) - {"params", "path", "scheme", "host"}:
            _meanwhile.refuse("httpx.URL.copy_with of " + ", ".join(sorted(kwargs)),
                              "make a new httpx.URL")
        parts = self._parts
        scheme = kwargs.get("scheme", parts.scheme)
        place = kwargs.get("host", parts.host)
        if parts.port_text:
            place += ":" + parts.port_text
        path = kwargs.get("path", parts.path)
        query = "?" + parts.query if parts.query and "params" not in kwargs else ""
        return URL(scheme + "://" + place + path + query, params=kwargs.get("params"))

    def __reduce__(self):
        return URL, (self._text,)

    def __eq__(self, other):
        return isinstance(other, (URL, str)) and str(self) == str(URL(other))

    def __hash__(self):
        return hash(self._text)

    def __str__(self):
        return self._text

    def __repr__(self):
        return f"URL({self._text!r})"


class Timeout:
    def __init__(self, timeout=_UNSET, *, connect=_UNSET, read=_UNSET, write=_UNSET, pool=_UNSET):
        if isinstance(timeout, Timeout):
            self.connect = timeout.connect
            self.read = timeout.read
            self.write = timeout.write
            self.pool = timeout.pool
        elif isinstance(timeout, tuple):
            self.connect = timeout[0]
            self.read = timeout[1]
            self.write = None if len(timeout) < 3 else timeout[2]
            self.pool = None if len(timeout) < 4 else timeout[3]
        else:
            if timeout is _UNSET and _UNSET in (connect, read, write, pool):
                raise ValueError("httpx.Timeout must either include a default, or set all four "
                                 "parameters explicitly.")
            self.connect = timeout if connect is _UNSET else connect
            self.read = timeout if read is _UNSET else read
            self.write = timeout if write is _UNSET else write
            self.pool = timeout if pool is _UNSET else pool

    def __setattr__(self, name, value):
        object.__setattr__(self, name, value)
        object.__setattr__(self, "_limits", None)

    def _as_limits(self):
        made = _meanwhile.Limits(pool=self.pool, connect=self.connect, read=self.read,
                                  cancels=True)
        object.__setattr__(self, "_limits", made)
        return made

    def __reduce__(self):
        return Timeout, ((self.connect, self.read, self.write, self.pool),)

    def as_dict(self):
        return {"connect": self.connect, "read": self.read, "write": self.write, "pool": self.pool}

    def __eq__(self, other):
        return isinstance(other, Timeout) and self.as_dict() == other.as_dict()

    def __repr__(self):
        if self.connect == self.read and self.read == self.write and self.write == self.pool:
            return f"Timeout(timeout={self.connect})"
        return (f"Timeout(connect={self.connect}, read={self.read}, write={self.write}, "
                f"pool={self.pool})")


class Limits:
    def __init__(self, *, max_connections=None, max_keepalive_connections=None,
                 keepalive_expiry=5.0):
        self.max_connections = max_connections
        self.max_keepalive_connections = max_keepalive_connections
        self.keepalive_expiry = keepalive_expiry

    def __eq__(self, other):
        return (isinstance(other, Limits) and self.max_connections == other.max_connections
                and self.max_keepalive_connections == other.max_keepalive_connections
                and self.keepalive_expiry == other.keepalive_expiry)

    def __repr__(self):
        return (f"Limits(max_connections={self.max_connections}, "
                f"max_keepalive_connections={self.max_keepalive_connections}, "
                f"keepalive_expiry={self.keepalive_expiry})")


_REDIRECTS = (301, 302, 303, 307, 308)
_new = object.__new__
_DEFAULT_LIMITS = Limits(max_connections=100, max_keepalive_connections=20)


class Auth:
    __refused__ = ("async_auth_flow", "auth_flow", "sync_auth_flow")


class BasicAuth(Auth):
    def __init__(self, username, password):
        self._header = _http.basic_auth(username, password)


class Cookies(_http.CookieJar):
    __refused__ = ("extract_cookies", "jar", "set_cookie_header")

    def delete(self, name, domain=None, path=None):
        cookie = self._find(name, domain, path)
        if cookie is not None:
            del self._jar[(cookie.domain, cookie.path, cookie.name)]

    def __repr__(self):
        shown = [f"<Cookie {one.name}={one.value} for {one.domain} />" for one in self._jar.values()]
        return f"<Cookies[{', '.join(shown)}]>"


# --- messages ---


class Request:
    _url = None  # these are made when somebody looks: of the URL's parts,
    _headers = None  # and of the pairs
    _pairs = ()
    _extensions = None
    _content = b""

    def __init__(self, method, url, *, params=None, headers=None, cookies=None, content=None,
                 data=None, files=None, json=None, stream=None, extensions=None):
        if files:
            _meanwhile.refuse("httpx: files=", "send the bytes with content=")
        self.method = method.upper()
        self.url = url if params is None else URL(url, params)
        self._extensions = extensions
        body = b""
        content_type = None
        if content is not None:
            body = content.encode("utf-8") if isinstance(content, str) else bytes(content)
        elif data:
            if isinstance(data, (str, bytes)):
                body = data.encode("utf-8") if isinstance(data, str) else data
            else:
                pairs = []
                for name, value in _http.as_pairs(data):
                    for one in value if isinstance(value, (list, tuple)) else [value]:
                        pairs.append((name, _http.primitive(one)))
                body = _http.urlencode(pairs).encode("utf-8")
                content_type = "application/x-www-form-urlencoded"
        elif json is not None:
            body = _json.dumps(json).encode("utf-8")
            content_type = "application/json"
        if type(headers) is not Headers:
            headers = Headers(headers)
        given = headers._fields
        has_length = "content-length" in given
        has_body = body or content is not None
        made = Headers()
        if "host" not in given:
            made["host"] = self._parts.place
        if not has_length and not has_body and self.method in ("POST", "PUT", "PATCH"):
            made["content-length"] = "0"
        made.update(headers)
        if not has_length and has_body:
            made["content-length"] = str(len(body))
        if content_type is not None and "content-type" not in given:
            made["content-type"] = content_type
        if cookies:
            jar = cookies if isinstance(cookies, Cookies) else Cookies(cookies)
            field = jar._field(str(self.url))
            if field:
                made["cookie"] = field
        self._headers = made
        self._content = body

    @property
    def url(self):
        if self._url is None:
            self._url = URL(self._parts.text)
        return self._url

    @url.setter
    def url(self, url):
        self._url = url if isinstance(url, URL) else URL(url)
        self._parts = self._url._parts

    @property
    def headers(self):
        if self._headers is None:
            self._headers = Headers(self._pairs)
        return self._headers

    @headers.setter
    def headers(self, headers):
        self._headers = headers

    @property
    def extensions(self):
        if self._extensions is None:
            self._extensions = {}
        return self._extensions

    @extensions.setter
    def extensions(self, extensions):
        self._extensions = extensions

    @property
    def content(self):
        return self._content

    def read(self):
        return self._content

    async def aread(self):
        return self._content

    def __reduce__(self):
        return Request, (self.method, str(self.url)), {"_headers": self.headers,
                                                       "_content": self._content}

    def _fields(self):
        return Fields(self._pairs if self._headers is None else self._headers.pairs())

    def __repr__(self):
        return f"<Request({self.method!r}, {str(self.url)!r})>"


def _request_of(reply):
    """The request of a reply whose sender made none."""
    request = _new(Request)
    request.method = reply._method
    request._parts = reply._target
    request._pairs = reply._sent.pairs
    return request


class Response(Reply):
    status_code = Reply._status
    _headers = None  # these are made when somebody looks
    _request = None
    _extensions = None
    _history = None
    _cookies = None
    _encoding = None
    default_encoding = "utf-8"
    next_request = None
    is_closed = True
    is_stream_consumed = True

    def __init__(self, status_code, *, headers=None, content=None, text=None, html=None, json=None,
                 request=None, extensions=None, history=None, default_encoding="utf-8"):
        self.status_code = status_code
        self._headers = Headers(headers)
        self._extensions = {} if extensions is None else extensions
        self._history = [] if history is None else list(history)
        self.default_encoding = default_encoding
        self._request = request
        body = b""
        content_type = None
        if content is not None:
            body = content.encode("utf-8") if isinstance(content, str) else bytes(content)
        elif text is not None:
            body = text.encode("utf-8")
            content_type = "text/plain; charset=utf-8"
        elif html is not None:
            body = html.encode("utf-8")
            content_type = "text/html; charset=utf-8"
        elif json is not None:
            body = _json.dumps(json).encode("utf-8")
            content_type = "application/json"
        self._body = body
        if headers is None and (body or content_type is not None):
            self.headers["content-length"] = str(len(body))
            if content_type is not None:
                self.headers["content-type"] = content_type

    @property
    def headers(self):
        if self._headers is None:
            self._headers = Headers(_http.join_fields(self._fields))
        return self._headers

    @headers.setter
    def headers(self, headers):
        self._headers = headers

    @property
    def extensions(self):
        if self._extensions is None:
            reason = self._reason
            self._extensions = {"http_version": b"HTTP/1.1",
                                "reason_phrase": reason.encode("ascii", "replace")}
        return self._extensions

    @extensions.setter
    def extensions(self, extensions):
        self._extensions = extensions

    @property
    def history(self):
        if self._history is None:
            self._history = []
        return self._history

    @history.setter
    def history(self, history):
        self._history = history

    def __repr__(self):
        return f"<Response [{self.status_code} {self.reason_phrase}]>"

    @property
    def request(self):
        if self._request is None:
            if self._target is None:
                raise RuntimeError("The request instance has not been set on this response.")
            self._request = _request_of(self)
        return self._request

    @request.setter
    def request(self, value):
        self._request = value

    @property
    def elapsed(self):
        import datetime

        if self._elapsed_ns is None:
            raise RuntimeError("'.elapsed' may only be accessed after the response has been read or "
                               "closed.")
        return datetime.timedelta(microseconds=(self._elapsed_ns + 500) // 1000)

    @property
    def http_version(self):
        return "HTTP/1.1"

    @property
    def reason_phrase(self):
        reason = self.extensions.get("reason_phrase")
        if reason is None:
            return _http.REASONS.get(self.status_code, "")
        return reason.decode("ascii", "replace")

    def __reduce__(self):
        request = self._request if self._target is None else self.request
        return Response, (self.status_code,), {
            "_headers": self.headers, "_request": request, "_history": self.history,
            "_cookies": self.cookies, "_encoding": self._encoding, "_body": self._body,
            "_elapsed_ns": self._elapsed_ns}

    @property
    def url(self):
        return self.request.url

    @property
    def content(self):
        return self._body

    @property
    def text(self):
        return _http.decode(self._body, self.encoding)

    @property
    def encoding(self):
        return self._encoding or self.charset_encoding or self.default_encoding

    @encoding.setter
    def encoding(self, value):
        self._encoding = value

    @property
    def charset_encoding(self):
        headers = self._headers
        content_type = self._field("content-type") if headers is None else headers.get("content-type")
        return None if content_type is None else _http.charset_of(content_type)

    @property
    def is_informational(self):
        return 100 <= self.status_code <= 199

    @property
    def is_success(self):
        return 200 <= self.status_code <= 299

    @property
    def is_redirect(self):
        return 300 <= self.status_code <= 399

    @property
    def is_client_error(self):
        return 400 <= self.status_code <= 499

    @property
    def is_server_error(self):
        return 500 <= self.status_code <= 599

    @property
    def is_error(self):
        return 400 <= self.status_code <= 599

    @property
    def has_redirect_location(self):
        return self.status_code in _REDIRECTS and "location" in self.headers

    @property
    def cookies(self):
        if self._cookies is None:
            self._cookies = Cookies()
        return self._cookies

    @property
    def links(self):
        return {}

    @property
    def num_bytes_downloaded(self):
        return len(self._body)

    def raise_for_status(self):
        if self._request is None and self._target is None:
            raise RuntimeError("Cannot call `raise_for_status` as the request instance has not "
                               "been set on this response.")
        if self.is_success:
            return
        kinds = {1: "Informational response", 3: "Redirect response", 4: "Client error",
                 5: "Server error"}
        kind = kinds.get(self.status_code // 100, "Invalid status code")
        message = f"{kind} '{self.status_code} {self.reason_phrase}' for url '{self.url}'\n"
        if self.has_redirect_location:
            message += f"Redirect location: '{self.headers['location']}'\n"
        message += f"For more information check: https://httpstatuses.com/{self.status_code}"
        raise HTTPStatusError(message, request=self.request, response=self)

    def json(self, **kwargs):
        return _json.loads(self.text, **kwargs)

    def read(self):
        return self._body

    async def aread(self):
        return self._body

    def close(self):
        pass

    async def aclose(self):
        pass

    def iter_bytes(self, chunk_size=None):
        size = chunk_size or len(self._body)
        for start in range(0, len(self._body), size or 1):
            yield self._body[start:start + size]

    def iter_raw(self, chunk_size=None):
        return self.iter_bytes(chunk_size)

    def iter_text(self, chunk_size=None):
        text = self.text
        size = chunk_size or len(text)
        for start in range(0, len(text), size or 1):
            yield text[start:start + size]

    def iter_lines(self):
        for line in self.text.splitlines(True):
            yield line

    async def aiter_bytes(self, chunk_size=None):
        for chunk in self.iter_bytes(chunk_size):
            yield chunk

    async def aiter_raw(self, chunk_size=None):
        for chunk in self.iter_bytes(chunk_size):
            yield chunk

    async def aiter_text(self, chunk_size=None):
        for chunk in self.iter_text(chunk_size):
            yield chunk

    async def aiter_lines(self):
        for line in self.iter_lines():
            yield line


# --- transports: only their options ---


def _pool_of(limits):
    expiry = limits.keepalive_expiry
    keep_ns = None if expiry is None else int(expiry * 1000000000)
    return _meanwhile.Pool(limits.max_connections, None, limits.max_keepalive_connections, keep_ns,
                           shared=True)


class HTTPTransport:
    __refused__ = ("handle_request", "handle_async_request")

    def __init__(self, verify=True, cert=None, http1=True, http2=False, limits=_DEFAULT_LIMITS,
                 trust_env=True, proxy=None, uds=None, local_address=None, retries=0):
        if retries or proxy or uds:
            _meanwhile.refuse("httpx transports with retries=, proxy= or uds=",
                              "repeat the request in a loop")
        self._pool = _pool_of(limits)

    def close(self):
        pass


class AsyncHTTPTransport(HTTPTransport):
    async def aclose(self):
        pass


# --- clients ---


class _BaseClient:
    _hooks = None  # these are made when somebody looks
    _sender = None  # whoever changes what it stands for, or looks at what he may change, drops it

    def __init__(self, *, auth=None, params=None, headers=None, cookies=None, verify=True, cert=None,
                 http1=True, http2=False, proxies=None, mounts=None, timeout=Timeout(timeout=5.0),
                 follow_redirects=False, limits=_DEFAULT_LIMITS, max_redirects=20, event_hooks=None,
                 base_url="", transport=None, app=None, trust_env=True, default_encoding="utf-8"):
        if http2:
            raise ImportError("Using http2=True, but the 'h2' package is not installed. Make sure to "
                              "install httpx using `pip install httpx[http2]`.")
        if app is not None or mounts or proxies:
            _meanwhile.refuse("httpx clients with app=, mounts= or proxies=", "leave them out")
        if transport is not None and not isinstance(transport, HTTPTransport):
            _meanwhile.refuse("httpx clients with a transport of one's own", "leave it out")
        self._pool = _pool_of(limits) if transport is None else transport._pool
        self._auth = auth
        self.params = params
        self.timeout = timeout
        self.follow_redirects = follow_redirects
        self.max_redirects = max_redirects
        self._cookies = Cookies(cookies) if cookies else None
        self.trust_env = trust_env
        self._default_encoding = default_encoding
        self._state = "unopened"
        if event_hooks:
            self.event_hooks = event_hooks
        self.headers = headers
        self.base_url = base_url

    @property
    def headers(self):
        return self._headers

    @headers.setter
    def headers(self, headers):
        self._sender = None
        self._headers = Headers({"accept": "*/*", "accept-encoding": "gzip, deflate",
                                 "connection": "keep-alive",
                                 "user-agent": "python-httpx/" + __version__})
        self._headers.update(headers or {})

    @property
    def base_url(self):
        return self._base_url

    @base_url.setter
    def base_url(self, url):
        text = str(URL(url))
        if text and not text.endswith("/"):
            text += "/"
        self._base_url = URL(text)
        self._base_text = text or None

    @property
    def auth(self):
        return self._auth

    @auth.setter
    def auth(self, auth):
        self._auth = auth
        self._sender = None

    @property
    def event_hooks(self):
        if self._hooks is None:
            self._hooks = {"request": [], "response": []}
            self._sender = None
        return self._hooks

    @event_hooks.setter
    def event_hooks(self, hooks):
        self._hooks = {"request": list(hooks.get("request", [])),
                       "response": list(hooks.get("response", []))}
        self._sender = None

    @property
    def timeout(self):
        return self._timeout

    @timeout.setter
    def timeout(self, timeout):
        self._timeout = timeout if isinstance(timeout, Timeout) else Timeout(timeout)

    @property
    def params(self):
        return self._params

    @params.setter
    def params(self, params):
        self._params = QueryParams(params)
        self._sender = None

    @property
    def cookies(self):
        if self._cookies is None:
            self.cookies = None
        return self._cookies

    @cookies.setter
    def cookies(self, cookies):
        self._cookies = Cookies(cookies)
        self._sender = None

    @property
    def is_closed(self):
        return self._state == "closed"

    def _based(self, url):
        """The whole URL, where it is seen at once what a path means."""
        if type(url) is str and url[:1] == "/" and url[1:2] != "/":
            return self._base_text + url[1:]
        return url

    def _merge_url(self, url):
        made = URL(url)
        if self._base_text is not None and made.is_relative_url:
            return URL(str(self._base_url) + str(made).lstrip("/"))
        return made

    def build_request(self, method, url, *, content=None, data=None, files=None, json=None,
                      params=None, headers=None, cookies=None, timeout=USE_CLIENT_DEFAULT,
                      extensions=None):
        merged = Headers(self._headers)
        if headers:
            merged.update(headers)
        jar = self._cookies
        if cookies:
            jar = Cookies(jar)
            jar.update(cookies)
        if params or self._params._dict:
            params = self._params.merge(params)
        extensions = {} if extensions is None else dict(extensions)
        if timeout is not USE_CLIENT_DEFAULT:
            extensions["timeout"] = Timeout(timeout).as_dict()
        return Request(method, self._merge_url(url), content=content, data=data, files=files,
                       json=json, params=params, headers=merged, cookies=jar,
                       extensions=extensions)

    def _find_sender(self):
        """What sends requests that have nothing of the client but its header fields; None: there are
        none such now."""
        if (self._auth is not None or self._cookies is not None or self._params._dict
                or self._hooks is not None or self._state == "closed"
                or self._default_encoding != "utf-8"):
            return None
        self._state = "opened"
        kind = AsyncClient if isinstance(self, AsyncClient) else Client
        self._sender = Sender(Response, _METHODS[kind], self._headers, _prepare)
        return self._sender

    def _begin(self, request, auth):
        """What comes before sending; the request's own timeouts."""
        if self._state == "closed":
            raise RuntimeError("Cannot send a request, as the client has been closed.")
        self._state = "opened"
        if auth is USE_CLIENT_DEFAULT:
            auth = self._auth
        parts = request._parts
        if auth is None and parts.user:
            auth = (request.url.username, request.url.password)
        if isinstance(auth, tuple):
            request.headers["authorization"] = _http.basic_auth(auth[0], auth[1])
        elif isinstance(auth, BasicAuth):
            request.headers["authorization"] = auth._header
        elif auth is not None:
            _meanwhile.refuse("httpx: auth= with an object", "use auth=(user, password)")
        self._check(request)
        given = None if request._extensions is None else request._extensions.get("timeout")
        return self.timeout if not given else Timeout(None, **given)

    def _check(self, request):
        parts = request._parts
        if parts.scheme not in ("http", "https") or not parts.host:
            if parts.scheme in ("", "http", "https"):
                message = "Request URL is missing an 'http://' or 'https://' protocol."
            else:
                message = f"Request URL has an unsupported protocol '{parts.scheme}://'."
            raise UnsupportedProtocol(message, request=request)

    def _hear(self, response, say):
        """What comes of a reply before the program sees it."""
        failure = response._failure
        if failure:
            raise _FAILURES[failure](say(failure, response.request), request=response.request)
        if self._default_encoding != "utf-8":
            response.default_encoding = self._default_encoding
        if response._set_cookies:
            url = str(response.request.url)
            response.cookies._hear(response._set_cookies, url)
            self.cookies._hear(response._set_cookies, url)

    def _follows(self, follow_redirects):
        return self.follow_redirects if follow_redirects is USE_CLIENT_DEFAULT else follow_redirects

    def _next_request(self, response, history, follows):
        """The request that a redirect asks for; None: this response is the last."""
        response.history = list(history)
        if not response.has_redirect_location:
            return None
        request = self._redirected(response.request, response)
        if not follows:
            response.next_request = request
            return None
        history.append(response)
        if len(history) > self.max_redirects:
            raise TooManyRedirects("Exceeded maximum allowed redirects.", request=request)
        return request

    def _redirected(self, request, response):
        try:
            url = URL(response.headers["location"])
        except InvalidURL as error:
            raise RemoteProtocolError(f"Invalid URL in location header: {error}.",
                                      request=request) from None
        if url.is_relative_url:
            url = request.url.join(url)
        if request.url.fragment and not url.fragment:
            url = URL(str(url) + "#" + request.url.fragment)
        method = _http.redirected_method(request.method, response.status_code)
        headers = Headers(request.headers)
        here = request._parts
        there = url._parts
        if here.origin != there.origin:
            ports = _http.port_of(here), _http.port_of(there)
            upgrades = (here.host == there.host and ports == (80, 443)
                        and (here.scheme, there.scheme) == ("http", "https"))
            if not upgrades:
                headers.pop("authorization", None)
            headers["host"] = there.place
        body = request._content
        if method != request.method and method == "GET":
            headers.pop("content-length", None)
            headers.pop("transfer-encoding", None)
            body = b""
        headers.pop("cookie", None)
        made = Request(method, url, headers=headers, cookies=self._cookies,
                       extensions=request.extensions)
        made._content = body
        return made

    def _close(self):
        self._state = "closed"
        self._sender = None

    def _open(self):
        if self._state == "opened":
            raise RuntimeError("Cannot open a client instance more than once.")
        if self._state == "closed":
            raise RuntimeError("Cannot reopen a client instance, once it has been closed.")
        self._state = "opened"


_last_timeout = None, None


def _only_timeout(kwargs):
    """The Timeout, if that is all that was given beside the URL."""
    global _last_timeout
    if len(kwargs) > 1 or "timeout" not in kwargs:
        return None
    given = kwargs["timeout"]
    if isinstance(given, Timeout):
        return given
    if type(given) is not int and type(given) is not float:
        return None
    last, made = _last_timeout
    if last is not given:
        made = Timeout(given)
        _last_timeout = given, made
    return made


def _prepare(client, target):
    pairs = client._headers.pairs()
    if "host" not in client._headers:
        pairs = (("host", target.place),) + pairs
    return Fields(pairs), client._pool


_FAILURES = {"connect": ConnectError, "reset": ReadError, "pool timeout": PoolTimeout,
             "connect timeout": ConnectTimeout, "read timeout": ReadTimeout}


def _sync_message(failure, request):
    secure = request.url.scheme == "https"
    if failure == "pool timeout":
        return ""
    if failure == "connect":
        return "[Errno 111] Connection refused"
    if failure == "reset":
        return "[Errno 104] Connection reset by peer"
    if failure == "connect timeout":
        return "_ssl.c:980: The handshake operation timed out" if secure else "timed out"
    return "The read operation timed out" if secure else "timed out"


def _async_message(failure, request):
    return "All connection attempts failed" if failure == "connect" else ""


class _Streaming:
    """What Client.stream() returns: a context manager around one response."""

    def __init__(self, client, request, auth, follow_redirects):
        self._client = client
        self._request = request
        self._auth = auth
        self._follows = follow_redirects

    def __enter__(self):
        self._response = self._client.send(self._request, auth=self._auth,
                                           follow_redirects=self._follows)
        return self._response

    def __exit__(self, *args):
        self._response.close()


class _AsyncStreaming(_Streaming):
    async def __aenter__(self):
        self._response = await self._client.send(self._request, auth=self._auth,
                                                 follow_redirects=self._follows)
        return self._response

    async def __aexit__(self, *args):
        await self._response.aclose()


class Client(_BaseClient):
    def request(self, method, url, *, content=None, data=None, files=None, json=None, params=None,
                headers=None, cookies=None, auth=USE_CLIENT_DEFAULT,
                follow_redirects=USE_CLIENT_DEFAULT, timeout=USE_CLIENT_DEFAULT, extensions=None):
        request = self.build_request(method, url, content=content, data=data, files=files,
                                     json=json, params=params, headers=headers, cookies=cookies,
                                     timeout=timeout, extensions=extensions)
        return self.send(request, auth=auth, follow_redirects=follow_redirects)

    def stream(self, method, url, *, auth=USE_CLIENT_DEFAULT, follow_redirects=USE_CLIENT_DEFAULT,
               **kwargs):
        return _Streaming(self, self.build_request(method, url, **kwargs), auth, follow_redirects)

    def send(self, request, *, stream=False, auth=USE_CLIENT_DEFAULT,
             follow_redirects=USE_CLIENT_DEFAULT):
        limits = self._begin(request, auth)
        response = self._send_one(request, limits)
        if response.status_code in _REDIRECTS:
            return self._follow(response, limits, self._follows(follow_redirects))
        return response

    def _follow(self, response, limits, follows):
        history = []
        while True:
            request = self._next_request(response, history, follows)
            if request is None:
                return response
            self._check(request)
            response = self._send_one(request, limits)

    def _send_one(self, request, limits):
        hooks = self._hooks
        if hooks is not None:
            for hook in hooks["request"]:
                hook(request)
        response = exchange_blocking(Response, self._pool, limits._limits or limits._as_limits(),
                                     request.method, request._parts, request._fields(),
                                     request._content, None)
        response._request = request
        self._hear(response, _sync_message)
        if hooks is not None:
            for hook in hooks["response"]:
                hook(response)
        return response

    def get(self, url, **kwargs):
        timeout = self._timeout if not kwargs else _only_timeout(kwargs)
        sender = timeout and (self._sender or self._find_sender())
        response = sender and sender.exchange_blocking(
            self, url if self._base_text is None else self._based(url),
            timeout._limits or timeout._as_limits())
        if response is None:
            return self.request("GET", url, **kwargs)
        return response if response._is_plain else self._after(response, timeout)

    def _after(self, response, timeout):
        self._hear(response, _sync_message)
        if response.status_code in _REDIRECTS:
            return self._follow(response, timeout, self.follow_redirects)
        return response

    def options(self, url, **kwargs):
        return self.request("OPTIONS", url, **kwargs)

    def head(self, url, **kwargs):
        return self.request("HEAD", url, **kwargs)

    def post(self, url, **kwargs):
        return self.request("POST", url, **kwargs)

    def put(self, url, **kwargs):
        return self.request("PUT", url, **kwargs)

    def patch(self, url, **kwargs):
        return self.request("PATCH", url, **kwargs)

    def delete(self, url, **kwargs):
        return self.request("DELETE", url, **kwargs)

    def close(self):
        self._close()

    def __enter__(self):
        self._open()
        return self

    def __exit__(self, *args):
        self._close()


class AsyncClient(_BaseClient):
    async def request(self, method, url, *, content=None, data=None, files=None, json=None,
                      params=None, headers=None, cookies=None, auth=USE_CLIENT_DEFAULT,
                      follow_redirects=USE_CLIENT_DEFAULT, timeout=USE_CLIENT_DEFAULT,
                      extensions=None):
        request = self.build_request(method, url, content=content, data=data, files=files,
                                     json=json, params=params, headers=headers, cookies=cookies,
                                     timeout=timeout, extensions=extensions)
        return await self.send(request, auth=auth, follow_redirects=follow_redirects)

    def stream(self, method, url, *, auth=USE_CLIENT_DEFAULT, follow_redirects=USE_CLIENT_DEFAULT,
               **kwargs):
        return _AsyncStreaming(self, self.build_request(method, url, **kwargs), auth,
                               follow_redirects)

    async def send(self, request, *, stream=False, auth=USE_CLIENT_DEFAULT,
                   follow_redirects=USE_CLIENT_DEFAULT):
        limits = self._begin(request, auth)
        response = await self._send_one(request, limits)
        if response.status_code in _REDIRECTS:
            return await self._follow(response, limits, self._follows(follow_redirects))
        return response

    async def _follow(self, response, limits, follows):
        history = []
        while True:
            request = self._next_request(response, history, follows)
            if request is None:
                return response
            self._check(request)
            response = await self._send_one(request, limits)

    async def _send_one(self, request, limits):
        hooks = self._hooks
        if hooks is not None:
            for hook in hooks["request"]:
                await hook(request)
        response = await exchange(Response, self._pool, limits._limits or limits._as_limits(),
                                  request.method, request._parts, request._fields(),
                                  request._content, None)
        response._request = request
        self._hear(response, _async_message)
        if hooks is not None:
            for hook in hooks["response"]:
                await hook(response)
        return response

    async def get(self, url, **kwargs):
        timeout = self._timeout if not kwargs else _only_timeout(kwargs)
        sender = timeout and (self._sender or self._find_sender())
        sent = sender and sender.exchange(
            self, url if self._base_text is None else self._based(url),
            timeout._limits or timeout._as_limits())
        if sent is None:
            return await self.request("GET", url, **kwargs)
        response = await sent
        return response if response._is_plain else await self._after(response, timeout)

    async def _after(self, response, timeout):
        self._hear(response, _async_message)
        if response.status_code in _REDIRECTS:
            return await self._follow(response, timeout, self.follow_redirects)
        return response

    async def options(self, url, **kwargs):
        return await self.request("OPTIONS", url, **kwargs)

    async def head(self, url, **kwargs):
        return await self.request("HEAD", url, **kwargs)

    async def post(self, url, **kwargs):
        return await self.request("POST", url, **kwargs)

    async def put(self, url, **kwargs):
        return await self.request("PUT", url, **kwargs)

    async def patch(self, url, **kwargs):
        return await self.request("PATCH", url, **kwargs)

    async def delete(self, url, **kwargs):
        return await self.request("DELETE", url, **kwargs)

    async def aclose(self):
        self._close()

    async def __aenter__(self):
        self._open()
        return self

    async def __aexit__(self, *args):
        self._close()


def _methods(client):
    """What a request goes through."""
    return (("request", client.request), ("build_request", client.build_request),
            ("send", client.send))


_METHODS = {Client: _methods(Client), AsyncClient: _methods(AsyncClient)}


# --- one request each ---


def request(method, url, *, params=None, content=None, data=None, files=None, json=None,
            headers=None, cookies=None, auth=None, proxies=None, timeout=Timeout(timeout=5.0),
            follow_redirects=False, verify=True, cert=None, trust_env=True):
    with Client(cookies=cookies, proxies=proxies, timeout=timeout) as client:
        return client.request(method, url, content=content, data=data, files=files, json=json,
                              params=params, headers=headers, auth=auth,
                              follow_redirects=follow_redirects)


_client = None  # one that sends what needs no client of its own


def get(url, **kwargs):
    global _client
    if _client is None:
        _client = Client()
        _client._pool = None  # each has a connection of its own
    timeout = _client._timeout if not kwargs else _only_timeout(kwargs)
    sender = timeout and (_client._sender or _client._find_sender())
    response = sender and sender.exchange_blocking(
        _client, url, timeout._limits or timeout._as_limits())
    if response is None:
        return request("GET", url, **kwargs)
    return response if response._is_plain else Client()._after(response, timeout)


def options(url, **kwargs):
    return request("OPTIONS", url, **kwargs)


def head(url, **kwargs):
    return request("HEAD", url, **kwargs)


def post(url, **kwargs):
    return request("POST", url, **kwargs)


def put(url, **kwargs):
    return request("PUT", url, **kwargs)


def patch(url, **kwargs):
    return request("PATCH", url, **kwargs)


def delete(url, **kwargs):
    return request("DELETE", url, **kwargs)


def stream(method, url, *, timeout=Timeout(timeout=5.0), cookies=None, auth=None, **kwargs):
    client = Client(cookies=cookies, timeout=timeout)
    return client.stream(method, url, auth=auth, **kwargs)
