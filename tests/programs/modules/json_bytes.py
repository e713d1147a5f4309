# JSON as bytes: a byte order mark is skipped, what is no UTF-8 raises.
import json

print(json.loads(b'\xef\xbb\xbf{"a": 1}'), json.loads(b"[1]"), json.loads('"é☃"'.encode()))
for data in (b"\xff", b"", b"\xef\xbb\xbf", b'"\xed"'):
    try:
        print(json.loads(data))
    except ValueError as error:
        print(type(error).__name__, error)
