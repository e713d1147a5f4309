# test: stderr
def größe(werte):
    return "日本語" + werte["ключ"] + "é"


print("ä")
größe({"ключ": 5})
