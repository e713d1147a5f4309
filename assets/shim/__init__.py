"""The Python shim: see run.py."""
