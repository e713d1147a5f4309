import httpx

for code in (200, 404, 503):
    response = httpx.get(f"http://host/status/{code}")
    try:
        response.raise_for_status()
        print("fine", response.is_error, response.is_success)
    except httpx.HTTPStatusError as error:
        print(error)
        print(error.response.status_code, error.request.url, isinstance(error, httpx.HTTPError))
