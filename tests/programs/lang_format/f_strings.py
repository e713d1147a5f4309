name, n, x = "World", 42, 3.14159
print(f"Hello {name}! {n} {x:.2f} {n:05d} {n:>6}|{n:<6}|{n:^6}|")
print(f"{n!r} {name!r} {name!s} {name!a} {'é'!a}")
print(f"{n=} {x = :.1f} {name=} {name = !s} {n + 1=} {n=:04}")
print(f"{{literal}} {n}}} {{{n}}}")
width, precision = 10, 3
print(f"{x:{width}.{precision}f}|{x:<{width}}|{name:*^{width}}|{x:{'>'}{width}}")
print(f"{'nested ' + f'{n}'} {[i for i in range(3)]} {(lambda v: v * 2)(4)} {({'a': 1})['a']}")
print(f"{n if n > 5 else 0} {n and x} {not n} {n:,} {10**9:_}")
print(f"multi {n} "
      f"part {x:.0f} " "plain {n}")
print(f"""triple
{n}
{
    name
}""")
print(rf"raw\n{n}", fr"\d{n}", f"\n{n}\t|")
print(f"{True} {None} {[1, 'a']} {{'k': 1}} {1.0} {1e100}")
print(f"{n:x} {n:#b} {n:o} {n:e} {x:g} {x:10.4} {x:%} {name:.3} {name:10.3}|")
print(f"{'a' 'b'} {name[0]} {name[::-1]} {name.upper()} {len(name)}")
print(f"{n!r:>5} {name!r:^12} {x!s:.4}")
print(f"{3 > 2} {1 == 1.0} {n:=+8}")
print(f"", f"{''}", f"{' '}|")
d = {"key": "value"}
print(f"{d['key']} {d}")
print(f'{d["key"]:>10}')
for width in (1, 5):
    print(f"{n:{width}}", end=" ")
print(f"{(a := 5)} {a}")
