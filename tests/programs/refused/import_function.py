# test: refused
# What the import statement is made of, and what a module knows of itself, is refused by name.
os = __import__("os")
print(__spec__, __builtins__)
print(__name__, __doc__)
