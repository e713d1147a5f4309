TEXT = """The quick brown fox jumps over the lazy dog. The dog sleeps;
the fox runs away -- quickly, quickly! Isn't that 'nice'?"""
words = [w.strip(".,;!?'-").lower() for w in TEXT.split()]
words = [w for w in words if w]
counts = {}
for word in words:
    counts[word] = counts.get(word, 0) + 1
for word, n in sorted(counts.items(), key=lambda kv: (-kv[1], kv[0]))[:5]:
    print(f"{word:<10}{'#' * n:<5}{n:>3}{n / len(words):>8.1%}")
by_length = {}
for word in words:
    by_length.setdefault(len(word), set()).add(word)
for length in sorted(by_length):
    print(length, sorted(by_length[length]))
longest = max(words, key=len)
print(longest, longest[::-1], longest.center(20, "~"), len(TEXT.splitlines()))
caesar = "".join(chr((ord(c) - 97 + 3) % 26 + 97) if c.isalpha() else c for c in "hello, world")
print(caesar, "".join(chr((ord(c) - 97 - 3) % 26 + 97) if c.isalpha() else c for c in caesar))
vowels = sum(TEXT.lower().count(v) for v in "aeiou")
print(vowels, TEXT.title()[:20], "".join(sorted(set(TEXT.lower()) - set(" \n"))))
anagrams = {}
for w in ("listen", "silent", "enlist", "google", "elbow", "below"):
    anagrams.setdefault("".join(sorted(w)), []).append(w)
print([group for group in anagrams.values() if len(group) > 1])


def rle(s):
    out, i = [], 0
    while i < len(s):
        j = i
        while j < len(s) and s[j] == s[i]:
            j += 1
        out.append(f"{s[i]}{j - i if j - i > 1 else ''}")
        i = j
    return "".join(out)


print(rle("aaabccdddd"), rle(""), rle("z"))
