print("%s %d %f %r" % ("a", 5, 1.5, "q"), "%5d|%-5d|%05d|%+d" % (42, 42, 42, 42), "%x %X %o %c %c" % (255, 255, 8, 65, "z"))
print("%.2f %e %g %.3g" % (3.14159, 12345.678, 0.0001, 1234567.0), "%10.3f|%-10.2f|" % (2.5, 2.5), "%%" % ())
print("%s" % 5, "%s" % [1, 2], "%s %s" % (1, (2, 3)), "%s" % ((1, 2),), "%(a)s %(b)05d" % {"a": 1, "b": 2})
print("%*d|%.*f" % (6, 42, 2, 3.14159), "%5s|%-5s|%.2s" % ("ab", "ab", "abcdef"), "%a" % "é", "% d" % 5, "%#x %#o" % (255, 8))
print("%d" % 3.99, "%i %u" % (1, 2), "%s" % None, "%r" % b"x", "%d" % True, "%s" % {"k": 1})
for template, value in (("%d", "a"), ("%d %d", (1,)), ("%d", (1, 2)), ("%s", ()), ("%q", 1), ("%", 1), ("%(a)s", {}), ("%(a)s", 5), ("%c", "ab"), ("%c", -1),
                        ("%x", 1.5), ("%f", "x"), ("%d", None), ("x", 5), ("x", ()), ("x", {}), ("x", [1]), ("%5", 1), ("%(a)d %d", {"a": 1})):
    try:
        print(template % value)
    except (TypeError, ValueError, KeyError, OverflowError) as error:
        print(type(error).__name__, error)
