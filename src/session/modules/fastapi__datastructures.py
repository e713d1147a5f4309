"""What a request and a response are made of: starlette's URL, Headers, QueryParams, Address, State."""

from collections import namedtuple

import _http

Address = namedtuple("Address", ["host", "port"])


class URL:
    __refused__ = ("components", "include_query_params", "is_secure", "password",
                   "remove_query_params", "replace", "replace_query_params", "username")

    def __init__(self, url=""):
        self._url = url
        parts = _http.Url(url)
        self.scheme = parts.scheme
        self.netloc = parts.place
        self.path = parts.path
        self.query = parts.query
        self.fragment = parts.fragment
        self.hostname = parts.host or None
        self.port = int(parts.port_text) if parts.port_text else None

    def __eq__(self, other):
        return str(self) == str(other)

    def __str__(self):
        return self._url

    def __repr__(self):
        return f"URL({self._url!r})"


def _latin(text):
    """A header's text, which has an encoding of its own; what it cannot say raises."""
    text.encode("latin-1")
    return text


class Headers:
    """Header fields in order, with lower-case names; a name may come twice."""

    def __init__(self, headers=None, raw=None):
        self._list = [] if raw is None else raw
        if headers:
            for name, value in _http.as_pairs(headers):
                self._list.append((_latin(name).lower(), _latin(value)))

    def keys(self):
        return [name for name, value in self._list]

    def values(self):
        return [value for name, value in self._list]

    def items(self):
        return list(self._list)

    def getlist(self, key):
        return [value for name, value in self._list if name == key.lower()]

    def get(self, key, default=None):
        for name, value in self._list:
            if name == key.lower():
                return value
        return default

    def __getitem__(self, key):
        value = self.get(key)
        if value is None:
            raise KeyError(key)
        return value

    def __contains__(self, key):
        return self.get(key) is not None

    def __iter__(self):
        return iter(self.keys())

    def __len__(self):
        return len(self._list)

    def __eq__(self, other):
        return isinstance(other, Headers) and sorted(self._list) == sorted(other._list)

    def __repr__(self):
        return f"{type(self).__name__}({dict(self._list)!r})"


class MutableHeaders(Headers):
    def __setitem__(self, key, value):
        _latin(value)
        places = [index for index in range(len(self._list)) if self._list[index][0] == key.lower()]
        for index in reversed(places[1:]):
            del self._list[index]
        if places:
            self._list[places[0]] = (key.lower(), value)
        else:
            self._list.append((key.lower(), value))

    def __delitem__(self, key):
        self._list[:] = [field for field in self._list if field[0] != key.lower()]

    def setdefault(self, key, value):
        if key not in self:
            self[key] = value
        return self[key]

    def update(self, other):
        for key, value in other.items():
            self[key] = value

    def append(self, key, value):
        self._list.append((_latin(key).lower(), _latin(value)))


_COOKIE_PLAIN = ("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
                 "!#$%&'*+-.^_`|~:")


def quote_cookie(value):
    """A cookie's value as http.cookies writes it."""
    if value and all([character in _COOKIE_PLAIN for character in value]):
        return value
    out = ['"']
    for character in value:
        if character in '"\\':
            out.append("\\" + character)
        elif character in _COOKIE_PLAIN or character in " ()/<=>?@[]{}":
            out.append(character)
        elif ord(character) < 256:
            out.append(f"\\{ord(character):03o}")
        else:
            out.append(character)
    return "".join(out) + '"'


def unquote_cookie(text):
    if len(text) < 2 or text[0] != '"' or text[-1] != '"':
        return text
    out = []
    rest = text[1:-1]
    while rest:
        code = rest[1:4]
        if rest[0] != "\\" or len(rest) == 1:
            out.append(rest[0])
            rest = rest[1:]
        elif len(code) == 3 and code[0] in "0123" and code[1] in "01234567" and code[2] in "01234567":
            out.append(chr(int(code, 8)))
            rest = rest[4:]
        else:
            out.append(rest[1])
            rest = rest[2:]
    return "".join(out)


class QueryParams:
    """The query's values by name: the last one of a name, or all with getlist()."""

    def __init__(self, query=""):
        self._list = []
        for part in query.split("&"):
            if part:
                name, mark, value = part.partition("=")
                self._list.append((_plain(name), _plain(value)))
        self._dict = {name: value for name, value in self._list}

    def getlist(self, key):
        return [value for name, value in self._list if name == key]

    def get(self, key, default=None):
        return self._dict.get(key, default)

    def keys(self):
        return self._dict.keys()

    def values(self):
        return self._dict.values()

    def items(self):
        return self._dict.items()

    def multi_items(self):
        return list(self._list)

    def __getitem__(self, key):
        return self._dict[key]

    def __contains__(self, key):
        return key in self._dict

    def __iter__(self):
        return iter(self._dict)

    def __len__(self):
        return len(self._dict)

    def __eq__(self, other):
        return isinstance(other, QueryParams) and sorted(self._list) == sorted(other._list)

    def __str__(self):
        return _http.urlencode(self._list)

    def __repr__(self):
        return f"QueryParams({str(self)!r})"


def _plain(text):
    return _http.unquote(text.replace("+", " "))


class State:
    """An object for the program's own attributes."""

    def __init__(self):
        object.__setattr__(self, "_state", {})

    def __setattr__(self, key, value):
        self._state[key] = value

    def __getattr__(self, key):
        try:
            return self._state[key]
        except KeyError:
            raise AttributeError(f"'{type(self).__name__}' object has no attribute '{key}'")

    def __delattr__(self, key):
        del self._state[key]
