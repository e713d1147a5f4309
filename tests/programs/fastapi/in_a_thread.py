# test: by-hand
# test: no-steps
# uvicorn.run() in a thread, as tests do it: it serves until nobody else can go on, which is when the main
# thread has ended at 2 s and waits for this one.
import threading, time, requests, uvicorn
from fastapi import FastAPI
app = FastAPI()
@app.on_event("shutdown")
def down(): print("down", time.time())
@app.get("/")
async def root():
    return threading.current_thread().name
t = threading.Thread(target=uvicorn.run, args=(app,), kwargs={"log_level": "error"}, daemon=False)
t.start()
time.sleep(1)
print(requests.get("http://localhost:8000/").json(), time.time())
time.sleep(1)
print("end", time.time())
