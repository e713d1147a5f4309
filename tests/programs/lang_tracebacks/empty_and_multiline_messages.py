# test: stderr
class Multi(Exception):
    pass


try:
    raise Multi
except Multi:
    raise Multi("line one\nline two")
