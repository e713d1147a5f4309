def dump(value, indent=0):
    pad = "  " * indent
    if value is None:
        return "null"
    if value is True or value is False:
        return str(value).lower()
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, str):
        return '"' + "".join({'"': '\\"', "\n": "\\n", "\\": "\\\\"}.get(c, c) for c in value) + '"'
    if isinstance(value, (list, tuple)):
        if not value:
            return "[]"
        return "[\n" + ",\n".join(pad + "  " + dump(v, indent + 1) for v in value) + f"\n{pad}]"
    if isinstance(value, dict):
        if not value:
            return "{}"
        return "{\n" + ",\n".join(f'{pad}  {dump(str(k))}: {dump(v, indent + 1)}' for k, v in value.items()) + f"\n{pad}}}"
    raise TypeError(f"cannot dump {type(value).__name__}")


def load(text):
    i = 0

    def skip():
        nonlocal i
        while i < len(text) and text[i] in " \n\t,:":
            i += 1

    def value():
        nonlocal i
        skip()
        c = text[i]
        if c == "{":
            i += 1
            result = {}
            while skip() or text[i] != "}":
                key = value()
                result[key] = value()
            i += 1
            return result
        if c == "[":
            i += 1
            result = []
            while skip() or text[i] != "]":
                result.append(value())
            i += 1
            return result
        if c == '"':
            out = ""
            i += 1
            while text[i] != '"':
                if text[i] == "\\":
                    i += 1
                    out += {"n": "\n"}.get(text[i], text[i])
                else:
                    out += text[i]
                i += 1
            i += 1
            return out
        for word, meaning in (("null", None), ("true", True), ("false", False)):
            if text.startswith(word, i):
                i += len(word)
                return meaning
        start = i
        while i < len(text) and text[i] in "-+.eE0123456789":
            i += 1
        number = text[start:i]
        return float(number) if set(number) & set(".eE") else int(number)

    return value()


data = {"name": 'A "quoted"\nname', "list": [1, 2.5, -3e10, None, True, [], {}], "nested": {"k": {"deep": [False]}}, 5: "int key"}
text = dump(data)
print(text)
back = load(text)
print(back, back["list"] == data["list"], load("[1, [2, [3]]]"))
try:
    dump({1, 2})
except TypeError as error:
    print(error)
