# test: refused
name = input("name? ")
