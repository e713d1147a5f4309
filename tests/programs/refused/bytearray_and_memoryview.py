# test: refused
b = bytearray(5)
m = memoryview(b"abc")
