# test: refused
import socket

data = open("x").read()
result = eval("1")
z = 2j
