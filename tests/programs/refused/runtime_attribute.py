# test: refused
print("this is printed, then the run stops")
try:
    b"abc".title()
except AttributeError:
    print("never")
