import requests

response = requests.get("http://host/status/204")
try:
    response.json()
except requests.exceptions.JSONDecodeError as error:
    print(type(error).__name__, isinstance(error, ValueError))
