"""fastapi.exceptions: what a handler raises to answer with an error."""

import _http
import pydantic

PHRASES = dict(_http.REASONS)  # http.HTTPStatus's, which has some more
PHRASES.update({
    102: "Processing", 103: "Early Hints", 207: "Multi-Status", 208: "Already Reported",
    226: "IM Used", 305: "Use Proxy", 418: "I'm a Teapot",
})


class HTTPException(Exception):
    def __init__(self, status_code, detail=None, headers=None):
        if detail is None:
            detail = PHRASES.get(status_code)
            if detail is None:
                raise ValueError(f"{status_code} is not a valid HTTPStatus")
        self.status_code = status_code
        self.detail = detail
        self.headers = headers

    def __repr__(self):
        return (f"{type(self).__name__}(status_code={self.status_code!r}, "
                f"detail={self.detail!r})")


class _Request:
    __name__ = "Request"


class RequestValidationError(pydantic.ValidationError):
    def __init__(self, errors, *, body=None):
        super().__init__(errors, _Request())
        self.body = body
