"""The machine that a program believes to run on: the same everywhere. What differs from one Linux to the
next is refused."""


def system():
    return "Linux"


def python_version():
    return "3.11.2"


def python_version_tuple():
    return ("3", "11", "2")


def python_implementation():
    return "CPython"
