# test: by-hand
# test: stderr
# test: no-steps
# uvicorn exits with 3 when the app cannot start up.
import uvicorn
from fastapi import FastAPI

app = FastAPI()


@app.on_event("startup")
def connect():
    raise ConnectionError("no database")


uvicorn.run(app)
print("not reached")
