# test: refused
Function = type(lambda: 0)
print("this is printed, then the run stops")
try:
    Function()
except TypeError:
    print("never")
