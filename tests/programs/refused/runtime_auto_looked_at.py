# test: refused
from enum import Flag, auto


class Permission(Flag):
    READ = auto()
    WRITE = auto()
    print(READ | WRITE)
