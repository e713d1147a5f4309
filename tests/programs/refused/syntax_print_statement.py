# test: refused
print "hello"
