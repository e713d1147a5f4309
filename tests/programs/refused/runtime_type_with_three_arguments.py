# test: refused
try:
    A = type("A", (), {})
except Exception:
    print("never")
finally:
    print("nor this")
