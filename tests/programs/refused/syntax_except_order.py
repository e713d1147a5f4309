# test: refused
try:
    pass
except:
    pass
except ValueError:
    pass
