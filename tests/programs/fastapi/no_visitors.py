# test: by-hand
# test: stderr
# test: no-steps
# A server that nobody asks would wait for ever: that is said, and the run ends with 2.
import uvicorn
from fastapi import FastAPI

app = FastAPI()


@app.get("/")
async def root():
    return {"message": "Hello World"}


if __name__ == "__main__":
    uvicorn.run(app, port=8080, log_level="warning")
