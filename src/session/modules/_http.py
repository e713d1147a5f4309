"""What the three HTTP clients share: URLs, forms, headers without regard to case. It is loaded by our
own engine and by the Python shim alike, so it keeps to the subset and imports little."""

import _meanwhile
from _meanwhile import Url

_UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
_HEX = "0123456789ABCDEF"
_BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

REASONS = {
    100: "Continue", 101: "Switching Protocols", 200: "OK", 201: "Created", 202: "Accepted",
    203: "Non-Authoritative Information", 204: "No Content", 205: "Reset Content",
    206: "Partial Content", 300: "Multiple Choices", 301: "Moved Permanently", 302: "Found",
    303: "See Other", 304: "Not Modified", 307: "Temporary Redirect", 308: "Permanent Redirect",
    400: "Bad Request", 401: "Unauthorized", 402: "Payment Required", 403: "Forbidden",
    404: "Not Found", 405: "Method Not Allowed", 406: "Not Acceptable",
    407: "Proxy Authentication Required", 408: "Request Timeout", 409: "Conflict", 410: "Gone",
    411: "Length Required", 412: "Precondition Failed", 413: "Request Entity Too Large",
    414: "Request-URI Too Long", 415: "Unsupported Media Type",
    416: "Requested Range Not Satisfiable", 417: "Expectation Failed", 418: "I'm a teapot",
    421: "Misdirected Request", 422: "Unprocessable Entity", 423: "Locked",
    424: "Failed Dependency", 425: "Too Early", 426: "Upgrade Required",
    428: "Precondition Required", 429: "Too Many Requests",
    431: "Request Header Fields Too Large", 451: "Unavailable For Legal Reasons",
    500: "Internal Server Error", 501: "Not Implemented", 502: "Bad Gateway",
    503: "Service Unavailable", 504: "Gateway Timeout", 505: "HTTP Version Not Supported",
    506: "Variant Also Negotiates", 507: "Insufficient Storage", 508: "Loop Detected",
    510: "Not Extended", 511: "Network Authentication Required",
}


def quote(text, safe):
    """Percent-encodes what is neither unreserved nor in `safe`."""
    if not text.strip(_UNRESERVED + safe):
        return text  # nothing is: mostly so
    out = []
    for character in text:
        if character in _UNRESERVED or character in safe:
            out.append(character)
        else:
            for byte in character.encode("utf-8", "replace"):
                out.append("%" + _HEX[byte >> 4] + _HEX[byte & 15])
    return "".join(out)


def quote_plus(text):
    made = quote(text, " ")
    return made.replace(" ", "+") if " " in made else made


def requote(url, safe):
    """Quotes what a URL cannot hold, leaves what is quoted, and unquotes what need not be."""
    if "%" not in url:
        return quote(url, safe)
    parts = url.split("%")
    out = [quote(parts[0], safe)]
    for part in parts[1:]:
        code = part[:2].upper()
        if len(code) == 2 and code[0] in _HEX and code[1] in _HEX:
            character = chr(int(code, 16))
            out.append(character if character in _UNRESERVED else "%" + part[:2])
            out.append(quote(part[2:], safe))
        else:
            out.append("%25" + quote(part, safe))
    return "".join(out)


def unquote(text):
    """Percent-decodes UTF-8; what is no code stays."""
    if "%" not in text:
        return text
    parts = text.split("%")
    out = parts[0].encode("utf-8")
    for part in parts[1:]:
        try:
            out += bytes([int(part[:2], 16)]) + part[2:].encode("utf-8")
        except ValueError:
            out += b"%" + part.encode("utf-8")
    return out.decode("utf-8", "replace")


def as_pairs(data):
    """A mapping or a sequence of pairs as pairs, to go through once."""
    if type(data) is dict:
        return data.items()
    if type(data) is list or type(data) is tuple or not hasattr(data, "items"):
        return list(data)
    return list(data.items())


def primitive(value):
    """How httpx writes a value in a query or form."""
    if value is True:
        return "true"
    if value is False:
        return "false"
    if value is None:
        return ""
    return value if isinstance(value, str) else str(value)


def urlencode(pairs):
    return "&".join([f"{quote_plus(str(name))}={quote_plus(str(value))}" for name, value in pairs])


class Cache:
    """Remembers what was made of a few texts: programs ask for the same URLs again and again."""

    def __init__(self, most=500):
        self._most = most
        self._made = {}

    def get(self, text):
        return self._made.get(text)

    def put(self, text, made):
        if len(self._made) >= self._most:
            self._made.clear()
        self._made[text] = made


def port_of(url):
    """The port as a number, the scheme's when none is written; None when it is none."""
    text = url.port_text
    if text == "":
        return 443 if url.scheme == "https" else 80
    if not text.isdigit() or int(text) > 65535:
        return None
    return int(text)


def _without_dots(path):
    """RFC 3986, 5.2.4: `.` and `..` are resolved."""
    out = []
    parts = path.split("/")
    for part in parts:
        if part == "..":
            if len(out) > 1:
                out.pop()
        elif part != ".":
            out.append(part)
    if parts[-1] in (".", ".."):
        out.append("")
    return "/".join(out)


def join(base, reference):
    """What a URL within the document at `base` means (RFC 3986, 5.2.2)."""
    there = Url(reference)
    if there.scheme:
        return reference
    here = Url(base)
    if reference.startswith("//"):
        return here.scheme + ":" + reference
    path = there.path
    query = there.asked + there.query
    if path == "":
        path = here.path
        query = query or here.asked + here.query
    else:
        if not path.startswith("/"):
            path = (here.path.rpartition("/")[0] or "") + "/" + path
        path = _without_dots(path)
    fragment = "#" + there.fragment if there.fragment else ""
    return here.scheme + "://" + here.authority + path + query + fragment


def redirected_method(method, status):
    """As requests and httpx have it, which do what browsers do."""
    if status in (302, 303) and method != "HEAD" or status == 301 and method == "POST":
        return "GET"
    return method


def base64(data):
    out = []
    for start in range(0, len(data), 3):
        chunk = data[start:start + 3]
        number = 0
        for index in range(3):
            number = number << 8 | (chunk[index] if index < len(chunk) else 0)
        for index in range(4):
            if index <= len(chunk):
                out.append(_BASE64[number >> (18 - 6 * index) & 63])
            else:
                out.append("=")
    return "".join(out)


def basic_auth(user, password):
    return "Basic " + base64((str(user) + ":" + str(password)).encode("latin-1", "replace"))


class Headers:
    """Header fields in order, found without regard to case; of equal names the last wins, and keeps
    the first one's place. The clients' own header types derive from it."""

    _pairs = None  # what pairs() said since the last change

    def __init__(self, data=None):
        self._fields = {}
        if data is not None:
            self._take(data)

    def _take(self, data):
        if type(data) is type(self):
            self._fields.update(data._fields)
        else:
            for name, value in as_pairs(data):
                self[name] = value

    def pairs(self):
        """The fields as a tuple of pairs: the same one as long as nothing has changed."""
        if self._pairs is None:
            self._pairs = tuple(self._fields.values())
        return self._pairs

    def update(self, data=(), **more):
        self._pairs = None
        self._take(data)
        if more:
            self._take(more)

    def __setitem__(self, name, value):
        self._pairs = None
        self._fields[name.lower()] = (name, value)

    def __getitem__(self, name):
        return self._fields[name.lower()][1]

    def __delitem__(self, name):
        self._pairs = None
        del self._fields[name.lower()]

    def __contains__(self, name):
        return isinstance(name, str) and name.lower() in self._fields

    def __iter__(self):
        return iter([name for name, value in self._fields.values()])

    def __len__(self):
        return len(self._fields)

    def __eq__(self, other):
        if isinstance(other, Headers):
            return self._lower() == other._lower()
        if isinstance(other, dict):
            return self._lower() == {name.lower(): value for name, value in other.items()}
        return NotImplemented

    def _lower(self):
        return {name: field[1] for name, field in self._fields.items()}

    def get(self, name, default=None):
        field = self._fields.get(name.lower())
        return default if field is None else field[1]

    def popitem(self):
        for name in self:
            return name, self.pop(name)
        raise KeyError

    def clear(self):
        self._pairs = None
        self._fields.clear()

    def setdefault(self, name, default=None):
        if name not in self:
            self[name] = default
        return self[name]

    def pop(self, name, *default):
        if default and name not in self:
            return default[0]
        value = self[name]
        del self[name]
        return value

    def keys(self):
        return [name for name, value in self._fields.values()]

    def values(self):
        return [value for name, value in self._fields.values()]

    def items(self):
        return list(self._fields.values())

    def complete(self, other):
        """Takes those fields of the other's that it has none of."""
        self._pairs = None
        for name, field in other._fields.items():
            self._fields.setdefault(name, field)

    def copy(self):
        return type(self)(self)


def join_fields(pairs):
    """Pairs of name and value where a name that comes again has its values joined."""
    if len({name.lower() for name, value in pairs}) == len(pairs):
        return pairs
    made = Headers()
    for name, value in pairs:
        made[name] = made[name] + ", " + value if name in made else value
    return made.items()


class Cookie:
    def __init__(self, name, value, domain="", path="/"):
        self.name = name
        self.value = value
        self.domain = domain
        self.path = path
        self.is_shared = False  # with the hosts below its domain
        self.secure = False
        self.expires_ns = None

    def is_for(self, url, now_ns):
        host = url.host.lower()
        if self.domain and host != self.domain:
            if not (self.is_shared and host.endswith("." + self.domain)):
                return False
        path = url.path or "/"
        whole = self.path if self.path.endswith("/") else self.path + "/"
        if path != self.path and not path.startswith(whole):
            return False
        if self.secure and url.scheme != "https":
            return False
        return self.expires_ns is None or now_ns < self.expires_ns

    def __repr__(self):
        return f"<Cookie {self.name}={self.value} for {self.domain}{self.path}>"


def _read_cookie(text, url, now_ns):
    """A cookie of a Set-Cookie field in the answer to `url`; None when it is none."""
    parts = text.split(";")
    name, equals, value = parts[0].partition("=")
    if not equals or not name.strip():
        return None
    path = url.path.rpartition("/")[0] or "/"
    cookie = Cookie(name.strip(), value.strip(), url.host.lower(), path)
    for part in parts[1:]:
        key, equals, word = part.partition("=")
        key = key.strip().lower()
        word = word.strip()
        if key == "path" and word.startswith("/"):
            cookie.path = word
        elif key == "domain" and word.strip("."):
            domain = word.strip(".").lower()
            if cookie.domain != domain and not cookie.domain.endswith("." + domain):
                return None
            cookie.domain = domain
            cookie.is_shared = True
        elif key == "secure":
            cookie.secure = True
        elif key == "max-age":
            try:
                cookie.expires_ns = now_ns + int(word) * 1000000000
            except ValueError:
                pass
        elif key == "expires" and "1970" in word and cookie.expires_ns is None:
            cookie.expires_ns = now_ns  # how servers delete one
    return cookie


class CookieJar:
    """The cookies of a client, or of one answer. By domain, path and name; the clients' own types
    derive from it."""

    def __init__(self, cookies=None):
        self._jar = {}
        if cookies is not None:
            self.update(cookies)

    def _put(self, cookie):
        self._jar[(cookie.domain, cookie.path, cookie.name)] = cookie

    def _hear(self, set_cookies, url):
        """Takes what the Set-Cookie fields of an answer to this URL say."""
        now_ns = _meanwhile.monotonic_ns()
        place = Url(url)
        for value in set_cookies:
            cookie = _read_cookie(value, place, now_ns)
            if cookie is not None:
                key = (cookie.domain, cookie.path, cookie.name)
                if cookie.expires_ns is not None and cookie.expires_ns <= now_ns:
                    self._jar.pop(key, None)
                else:
                    self._jar[key] = cookie

    def _for(self, url):
        """The cookies to be sent there, those of longer paths first."""
        if not self._jar:
            return []
        place = Url(url)
        now_ns = _meanwhile.monotonic_ns()
        found = [cookie for cookie in self._jar.values() if cookie.is_for(place, now_ns)]
        return sorted(found, key=lambda cookie: -len(cookie.path))

    def _field(self, url):
        """The Cookie field of a request to this URL; "" for none."""
        return "; ".join([f"{cookie.name}={cookie.value}" for cookie in self._for(url)])

    def _find(self, name, domain=None, path=None):
        for cookie in self._jar.values():
            if cookie.name == name and domain in (None, cookie.domain) and path in (None,
                                                                                    cookie.path):
                return cookie
        return None

    def update(self, cookies):
        if isinstance(cookies, CookieJar):
            self._jar.update(cookies._jar)
        else:
            for name, value in as_pairs(cookies):
                self[name] = value

    def set(self, name, value, domain="", path="/"):
        self._put(Cookie(name, value, domain, path))

    def get(self, name, default=None, domain=None, path=None):
        cookie = self._find(name, domain, path)
        return default if cookie is None else cookie.value

    def clear(self, domain=None, path=None):
        for key in list(self._jar):
            if domain in (None, key[0]) and path in (None, key[1]):
                del self._jar[key]

    def keys(self):
        return [cookie.name for cookie in self._jar.values()]

    def values(self):
        return [cookie.value for cookie in self._jar.values()]

    def items(self):
        return [(cookie.name, cookie.value) for cookie in self._jar.values()]

    def __setitem__(self, name, value):
        self.set(name, value)

    def __getitem__(self, name):
        cookie = self._find(name)
        if cookie is None:
            raise KeyError(name)
        return cookie.value

    def __delitem__(self, name):
        cookie = self._find(name)
        if cookie is None:
            raise KeyError(name)
        del self._jar[(cookie.domain, cookie.path, cookie.name)]

    def __contains__(self, name):
        return self._find(name) is not None

    def __len__(self):
        return len(self._jar)

    def __iter__(self):
        return iter(self.keys())


def charset_of(content_type):
    """The charset parameter of a Content-Type, or None."""
    if ";" not in content_type:
        return None
    for part in content_type.split(";")[1:]:
        name, equals, value = part.strip().partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip("'\"")
    return None


def decode(data, encoding):
    try:
        return data.decode(encoding or "utf-8", "replace")
    except LookupError:
        return data.decode("utf-8", "replace")
