# test: stderr
async def job():
    pass


job()
print("goes on")
