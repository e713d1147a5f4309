# test: stderr
print("some output")
raise ValueError("uncaught")
