import requests

for url in ("no-scheme.example.com", "ftp://files.example.com/x", "http://"):
    try:
        requests.get(url)
    except requests.exceptions.RequestException as error:
        print(type(error).__name__, error)
