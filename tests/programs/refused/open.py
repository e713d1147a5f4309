# test: refused
with open("file.txt") as f:
    print(f.read())
