def run():
    raise SystemExit(4)


try:
    run()
except Exception:
    print("not an Exception")
finally:
    print("cleanup")
