"""Operations on values drawn from a generator."""
seed = 12345
def rnd(n):
    global seed
    seed = (seed * 6364136223846793005 + 1442695040888963407) % 2**64
    return (seed >> 33) % n
def big():
    k = rnd(6)
    v = 0
    for i in range(k):
        v = v * 2**31 + rnd(2**31)
    if rnd(4) == 0: v = 2 ** rnd(130) + rnd(3) - 1
    return -v if rnd(2) else v
acc = 0
for i in range(25):
    a, b = big(), big()
    out = [a + b, a - b, a * b, a & b, a | b, a ^ b, -a, ~a, abs(a), a < b, a == b, hash(a), a.bit_length(), a.bit_count(), a >> rnd(150), a << rnd(100), str(a), float(a), int(float(a)), a == float(a), a < float(b), round(a, -rnd(20)), repr(a)[::-1]]
    if b: out += [a // b, a % b, a / b if abs(b) > 0 else 0, divmod(a, b)]
    out += [int(str(a)) == a, int(hex(a), 16) == a, int(oct(a), 0) == a]
    ln = (a.bit_length() + 8) // 8
    out.append(a.to_bytes(ln, 'big', signed=True)); out.append(int.from_bytes(out[-1], 'big', signed=True) == a)
    if b > 0: out.append(pow(a, abs(a) % 1000, b))
    print(out)
for i in range(40):
    m = rnd(2**31) * 2**22 + rnd(2**22)
    e = rnd(2046) - 1074
    k = rnd(5)
    if k == 0: f = float(m) * 2.0 ** (e if e > -1000 else -1000) if e < 900 else float(m)
    elif k == 1: f = rnd(1000000) / 10 ** rnd(8)
    elif k == 2: f = float(rnd(10**9)) * 10 ** rnd(20)
    elif k == 3: f = 2.0 ** (rnd(2000) - 1074 if rnd(2) else rnd(60))
    else: f = float(m) / (rnd(10**6) + 1)
    if f > 1e308: continue
    g = rnd(1000) / 7 + 0.001
    n = rnd(12) - 3
    out = [f, -f, hash(f), round(f, n), f // g, f % g, -f // g, -f % g, f.as_integer_ratio(), f.hex(), float.fromhex(f.hex()) == f, float(repr(f)) == f, f.is_integer(), int(f) if f < 1e40 else 0, round(f) if f < 1e40 else 0, f + g, f * g, f / g, f ** 0.5, g ** 1.5]
    print(out)
chars = 'abcXYZ 019_-.\t\n\'"\\éßÀÿŁΣσςΑЖж中文€😀\u2028\u00ad\u200b\x00\x1f\x85İıǅﬁ٣²½'
def text(n):
    return ''.join(chars[rnd(len(chars))] for _ in range(rnd(n)))
for i in range(25):
    s, u, w = text(14), text(3), text(4)
    out = [s, len(s), s.upper(), s.lower(), s.title(), s.capitalize(), s.swapcase(), s.casefold(), s.strip(), s.strip(u), s.split(), s.splitlines(), s.splitlines(True), s.find(u), s.rfind(u), s.count(u), s.replace(u, w), s.replace(u, w, 2), s[::-1], s[rnd(5):rnd(12)], s[-rnd(9)::2], s.startswith(u), s.endswith(u), s in u, u in s, s < u, s == u, s + u, s * rnd(3), s.center(20, '*'), s.zfill(17), s.ljust(16) + '|', s.expandtabs(rnd(9)), s.isalpha(), s.isalnum(), s.isdigit(), s.isdecimal(), s.isnumeric(), s.isspace(), s.islower(), s.isupper(), s.istitle(), s.isprintable(), s.isidentifier(), s.isascii(), s.encode(), s.encode('ascii', 'backslashreplace'), s.encode().decode() == s, s.encode('latin-1', 'replace'), s.join(['a', u, w]), s.removeprefix(u), s.removesuffix(u), u.join(s), s.find(u, rnd(6), rnd(12)), s.rfind(u, -rnd(6)), s.count(u, rnd(4)), s.split(None, rnd(3)), s.rsplit(None, rnd(3)), ascii(s), s.translate({97: 'AA', 98: None, 233: 'e'})]
    if u: out += [s.split(u), s.rsplit(u, 1), s.partition(u), s.rpartition(u), s.split(u, rnd(3))]
    print(out)
bs = bytes(rnd(256) for _ in range(40))
for i in range(40):
    b = bytes((rnd(256) if rnd(3) else [0xe2, 0x82, 0xac, 0xf0, 0x9f, 0x98, 0x80, 0xed, 0xa0, 0xc3][rnd(10)]) for _ in range(rnd(9)))
    print(b, b.decode('utf-8', 'replace'), b.decode('utf-8', 'ignore'), b.decode('utf-8', 'backslashreplace'), b.decode('latin-1'), b.hex(), b.split(), b.strip())
    try: print(b.decode())
    except UnicodeDecodeError as e: print(e)
