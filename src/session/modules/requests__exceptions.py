"""The exceptions of requests 2.28.1."""

import json

from _meanwhile import also


class RequestException(OSError):
    def __init__(self, *args, **kwargs):
        response = kwargs.pop("response", None)
        self.response = response
        self.request = kwargs.pop("request", None)
        if response is not None and not self.request:
            self.request = response.request
        super().__init__(*args, **kwargs)


class InvalidJSONError(RequestException):
    pass


class JSONDecodeError(InvalidJSONError):
    def __init__(self, msg, doc, pos, **kwargs):
        error = json.JSONDecodeError(msg, doc, pos)
        super().__init__(str(error), **kwargs)
        self.msg = msg
        self.doc = doc
        self.pos = pos
        self.lineno = error.lineno
        self.colno = error.colno


also(JSONDecodeError, json.JSONDecodeError)


class HTTPError(RequestException):
    pass


class ConnectionError(RequestException):
    pass


class ProxyError(ConnectionError):
    pass


class SSLError(ConnectionError):
    pass


class Timeout(RequestException):
    pass


class ConnectTimeout(ConnectionError):
    pass


also(ConnectTimeout, Timeout)


class ReadTimeout(Timeout):
    pass


class URLRequired(RequestException):
    pass


class TooManyRedirects(RequestException):
    pass


class MissingSchema(RequestException):
    pass


class InvalidSchema(RequestException):
    pass


class InvalidURL(RequestException):
    pass


class InvalidHeader(RequestException):
    pass


also(MissingSchema, ValueError)
also(InvalidSchema, ValueError)
also(InvalidURL, ValueError)
also(InvalidHeader, ValueError)


class InvalidProxyURL(InvalidURL):
    pass


class ChunkedEncodingError(RequestException):
    pass


class ContentDecodingError(RequestException):
    pass


class StreamConsumedError(RequestException):
    pass


also(StreamConsumedError, TypeError)


class RetryError(RequestException):
    pass


class UnrewindableBodyError(RequestException):
    pass


class RequestsWarning(Warning):
    pass


class FileModeWarning(RequestsWarning):
    pass


class RequestsDependencyWarning(RequestsWarning):
    pass


also(FileModeWarning, DeprecationWarning)
