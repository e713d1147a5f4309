import requests

for code in (200, 204, 404, 500):
    response = requests.get(f"http://host/status/{code}")
    print(response.status_code, response.ok, response.reason, response)
    try:
        response.raise_for_status()
        print("fine")
    except requests.HTTPError as error:
        print(error)
        print(error.response.status_code, isinstance(error, requests.RequestException))
