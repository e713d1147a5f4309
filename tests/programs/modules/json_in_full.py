# json.dumps with every option, json.loads with every mistake.
import json


def t(f, *a, **k):
    try:
        print(repr(f(*a, **k)))
    except Exception as e:
        print(type(e).__name__, e)


data = {'a': [1, 2.5, None, True, 'é\n"\\\x7f\u2028😀'], 'b': {}, 'c': [], 1: (1, {'x': 1}), None: 1, True: 2, 2.5: 3}
for k in ({}, {'indent': 2}, {'indent': 0}, {'indent': '\t'}, {'ensure_ascii': False}, {'separators': (',', ':')}, {'indent': 1, 'separators': (';', '=')}):
    t(json.dumps, data, **k)
t(json.dumps, {'b': 1, 'a': 2}, sort_keys=True)
t(json.dumps, {'b': 1, 1: 2}, sort_keys=True)
t(json.dumps, {(1,): 1})
t(json.dumps, {(1,): 1, 'x': 2}, skipkeys=True)
t(json.dumps, {(1,): 1}, skipkeys=True, indent=2)
t(json.dumps, object)
t(json.dumps, {1, 2})
t(json.dumps, [1, {1}], default=list)
t(json.dumps, [1, {1}], default=list, indent=2)
t(json.dumps, [1e309, -1e309, float('nan'), 1e+16, 0.1, 10 ** 30])
t(json.dumps, [1e309], allow_nan=False)
x = []
x.append(x)
t(json.dumps, x)
t(json.dumps, object(), default=lambda o: o)


class E(json.JSONEncoder):

    def default(self, o):
        if isinstance(o, set):
            return sorted(o)
        return super().default(o)


t(json.dumps, {'s': {3, 1}}, cls=E)
t(json.dumps, object, cls=E)
for s in ['', ' ', '[', '[1', '[1,', '[1,]', '{', '{"a"', '{"a":', '{"a":1', '{"a":1,', '{"a":1,}', '{a:1}', '"abc', '"a\\', '"a\\x"', '"\\u12"', '"\\u12G4"', '"\\ud83d\\ude00"', '"\\ud83dx"', '"\\ud83d\\u00e9"', '"\\ud83d\\uZZZZ"', '"a\nb"', '01', '-', '-1', '1.', '1.5e', '1e5', '1E+2', '.5', 'nul', 'null', 'true x', 'NaN', '[Infinity, -Infinity]', '{"a": {"b": [1, 2, {"c": null}]}}', '[1 2]', '{"a" 1}', '{"a": 1 "b": 2}', '\n\n  [1,\n 2,,]', '"é"', '\ufeff1', 'tru', '-Infinit', '-x', '"\t"', '[1,2]]', '"\\u1234', '"\\ud83d\\u12']:
    t(json.loads, s)
t(json.loads, None)
t(json.loads, b'{"a": 1}')
t(json.loads, '[1.5, 2]', parse_float=str, parse_int=float)
t(json.loads, '{"a": {"b": 1}}', object_hook=lambda d: list(d.items()))
t(json.loads, '{"a": 1, "a": 2}', object_pairs_hook=tuple)
try:
    json.loads('{"a":\n 1,\n x}')
except json.JSONDecodeError as e:
    print(e.msg, e.pos, e.lineno, e.colno, e.doc, isinstance(e, ValueError), repr(e), e.args)
