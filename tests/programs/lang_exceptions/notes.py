e = ValueError("base")
print(hasattr(e, "__notes__"))
e.add_note("first")
e.add_note("second\nline")
print(e.__notes__, e)
try:
    e.add_note(5)
except TypeError as error:
    print(error)
try:
    raise e
except ValueError as caught:
    caught.add_note("third")
    print(caught is e, len(e.__notes__))
e.__notes__.append("by hand")
print(e.__notes__)
