import sys

try:
    try:
        sys.exit(3)
    finally:
        print("finally")
except Exception:
    print("not caught by Exception")
