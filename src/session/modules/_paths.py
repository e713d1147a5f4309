"""Paths of routes: "/items/{item_id}", "/files/{name:path}", as starlette reads them."""

from _meanwhile import refuse


def _is_some(text, allowed):
    return bool(text) and all([character in allowed for character in text])


_DIGITS = "0123456789"


def _is_int(text):
    return _is_some(text, _DIGITS)


def _is_float(text):
    whole, dot, rest = text.partition(".")
    return _is_int(whole) and (_is_int(rest) if dot else True)


def _is_str(text):
    return bool(text) and "/" not in text


def _is_path(text):
    return True


_CONVERTORS = {"str": (_is_str, str), "path": (_is_path, str), "int": (_is_int, int),
               "float": (_is_float, float)}


class PathPattern:
    """A path with parameters: literal texts and, between them, names with their convertors."""

    def __init__(self, path):
        self.path = path
        self.names = []
        self._texts = []
        self._convertors = []
        rest = path
        text = ""
        while rest:
            before, brace, behind = rest.partition("{")
            text += before
            inside, end, after = behind.partition("}")
            name, colon, convertor = inside.partition(":")
            if not brace or not end or not _is_name(name) or (colon and not _is_name(convertor)):
                text += brace  # no parameter: as it stands
                rest = behind
                continue
            convertor = convertor or "str"
            if convertor == "uuid":
                refuse("fastapi: a path with {name:uuid}", "take it as str")
            assert convertor in _CONVERTORS, f"Unknown path convertor '{convertor}'"
            if name in self.names:
                raise ValueError(f"Duplicated param name {name} at path {path}")
            self._texts.append(text)
            self._convertors.append(_CONVERTORS[convertor])
            self.names.append(name)
            text = ""
            rest = after
        self._texts.append(text)

    def match(self, path):
        """The parameters' values, or None. Of several ways the first parameter takes the most."""
        values = []
        if not self._match(path, 0, values):
            return None
        found = {}
        for index in range(len(self.names)):
            found[self.names[index]] = self._convertors[index][1](values[index])
        return found

    def _match(self, path, index, values):
        text = self._texts[index]
        if index == len(self.names):
            return path == text
        if not path.startswith(text):
            return False
        path = path[len(text):]
        accepts = self._convertors[index][0]
        end = len(path)
        while end >= 0:
            if accepts(path[:end]):
                values.append(path[:end])
                if self._match(path[end:], index + 1, values):
                    return True
                values.pop()
            end -= 1
        return False


def _is_name(text):
    return text.isidentifier() and text.isascii()
