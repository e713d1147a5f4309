# test: refused
return 5
