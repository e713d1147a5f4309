"""Tells the recorder of requests and their phases, as far as each client lets us see them: httpx by the
trace extension of httpcore below it, aiohttp by its tracing, requests and the standard library's own
by http.client and urllib3 below them. A phase that a client does not tell (asyncio's TLS handshake)
is seen where asyncio does it."""

import sys
import types


def menders(recorder):
    return {
        "http.client": lambda module: mend_http_client(recorder, module),
        "urllib3.connectionpool": lambda module: mend_urllib3(recorder, module),
        "ssl": lambda module: mend_ssl(recorder, module),
        "httpcore": lambda module: mend_httpcore(recorder, module),
        "aiohttp": lambda module: mend_aiohttp(recorder, module),
        "asyncio.base_events": lambda module: mend_base_events(recorder, module),
    }


# --- http.client, and what stands on it ---


def mend_http_client(recorder, http_client):
    """A connection's `_record` is the request that it carries, from the first sign of it until the
    response's head has come; then it is the response's."""
    connection, response = http_client.HTTPConnection, http_client.HTTPResponse
    putrequest, getresponse = connection.putrequest, connection.getresponse
    endheaders = connection.endheaders
    read, close = response.read, response._close_conn

    def watched_putrequest(self, method, url, *args, **kwargs):
        if record_of(self) is None:
            scheme = "https" if isinstance(self, http_client.HTTPSConnection) else "http"
            begins(recorder, self, method, scheme, self.host, self.port, url)
        return putrequest(self, method, url, *args, **kwargs)

    def watched_endheaders(self, *args, **kwargs):
        record = record_of(self)
        if record is None:
            return endheaders(self, *args, **kwargs)
        if self.sock is not None:
            record.phase("send")
        return guarded(record, endheaders, self, *args, **kwargs)

    def watched_getresponse(self):
        record = record_of(self)
        if record is None:
            return getresponse(self)
        record.phase("service")
        answer = guarded(record, getresponse, self)
        self._record = None
        record.status = answer.status
        if answer.isclosed():
            record.ends()
        else:
            record.phase("receive")
            answer._record = record
        return answer

    def watched_read(self, *args):
        record = record_of(self)
        if record is None or record.is_over:
            return read(self, *args)
        return recorder.blocked("request", read, self, *args, request=record.number)

    def watched_close(self):
        close(self)
        record = record_of(self)
        if record is not None:
            record.ends()

    connection.putrequest = watched_putrequest
    connection.endheaders = watched_endheaders
    connection.getresponse = watched_getresponse
    response.read = watched_read
    response._close_conn = watched_close
    watch_connect(recorder, http_client.HTTPConnection)
    watch_connect(recorder, http_client.HTTPSConnection)


def record_of(thing):
    return getattr(thing, "_record", None)


def begins(recorder, connection, method, scheme, host, port, target):
    connection._record = recorder.request_begins(
        f"{method} {url_text(scheme, host, port, target)}")


def url_text(scheme, host, port, target):
    usual = port is None or port == (443 if scheme == "https" else 80)
    host = f"[{host}]" if ":" in host else host
    return f"{scheme}://{host}{'' if usual else f':{port}'}{target}"


def guarded(record, function, *args, **kwargs):
    """Calls a client's function, which waits for the network and may fail."""
    try:
        return record.recorder.blocked(
            "request", lambda: function(*args, **kwargs), request=record.number)
    except BaseException as error:
        record.fails(error, "connect timeout" if record.at in ("connect", "tls") else "read timeout")
        args[0]._record = None
        raise


def watch_connect(recorder, klass):
    connect = klass.connect

    def watched_connect(self):
        record = record_of(self)
        if record is None or record.at == "connect":
            return connect(self)
        record.phase("connect")
        recorder.local.connecting = record
        try:
            guarded(record, connect, self)
        finally:
            recorder.local.connecting = None
        record.phase("send")

    klass.connect = watched_connect


def mend_ssl(recorder, ssl):
    wrap_socket = ssl.SSLContext.wrap_socket

    def watched_wrap_socket(self, *args, **kwargs):
        if recorder.local.connecting is not None:
            recorder.local.connecting.phase("tls")
        return wrap_socket(self, *args, **kwargs)

    ssl.SSLContext.wrap_socket = watched_wrap_socket


def mend_urllib3(recorder, connectionpool):
    """The request begins before a connection is made that http.client knows of."""
    from urllib3 import connection

    pool = connectionpool.HTTPConnectionPool
    make_request = pool._make_request

    def watched_make_request(self, conn, method, url, *args, **kwargs):
        target = url if url.startswith("/") else "/" + url.partition("//")[2].partition("/")[2]
        begins(recorder, conn, method, self.scheme, self.host, self.port, target)
        return guarded(conn._record, make_request, self, conn, method, url, *args, **kwargs)

    pool._make_request = watched_make_request
    for klass in (connection.HTTPConnection, connection.HTTPSConnection):
        if "connect" in vars(klass):
            watch_connect(recorder, klass)


# --- httpx ---


class Tracer:
    """The trace extension of one request: httpcore calls it with the name of what happens."""

    PHASES = {
        "connect_tcp.started": "connect",
        "start_tls.started": "tls",
        "send_request_headers.started": "send",
        "receive_response_headers.started": "service",
        "receive_response_headers.complete": "receive",
    }

    def __init__(self, record, theirs):
        self.record = record
        self.theirs = theirs  # the program's own
        self.note = None

    def sees(self, name):
        what = name.partition(".")[2]
        phase = self.PHASES.get(what)
        if phase is not None:
            self.record.phase(phase)
        elif what == "response_closed.complete":
            self.record.closes()
        return what


class SyncTracer(Tracer):
    def __call__(self, name, info):
        what, recorder = self.sees(name), self.record.recorder
        if what == "receive_response_body.started" and not recorder.local.is_waiting:
            self.note = recorder.block_begins("request", request=self.record.number)
        elif what.startswith("receive_response_body.") and self.note is not None:
            recorder.block_ends(self.note)
            self.note = None
        if self.theirs is not None:
            self.theirs(name, info)


class AsyncTracer(Tracer):
    async def __call__(self, name, info):
        self.sees(name)
        if self.theirs is not None:
            await self.theirs(name, info)


def mend_httpcore(recorder, httpcore):
    sync_pool, async_pool = httpcore.ConnectionPool, httpcore.AsyncConnectionPool
    handle, handle_async = sync_pool.handle_request, async_pool.handle_async_request

    def enters(request, tracer):
        url = request.url
        host, target = url.host.decode("ascii"), url.target.decode("ascii", "replace")
        record = recorder.request_begins("{} {}".format(
            request.method.decode("ascii"),
            url_text(url.scheme.decode("ascii"), host, url.port, target)))
        more = dict(request.extensions)
        more["trace"] = tracer(record, more.get("trace"))
        request.extensions = more
        return record

    def watched_handle(self, request):
        record = enters(request, SyncTracer)
        try:
            response = recorder.blocked("request", handle, self, request, request=record.number)
        except BaseException as error:
            record.fails(error)
            raise
        record.status = response.status
        return response

    async def watched_handle_async(self, request):
        record = enters(request, AsyncTracer)
        try:
            response = await handle_async(self, request)
        except BaseException as error:
            record.fails(error)
            raise
        record.status = response.status
        return response

    sync_pool.handle_request = watched_handle
    async_pool.handle_async_request = watched_handle_async
    watch_places(sys.modules[sync_pool.__module__], False)
    watch_places(sys.modules[async_pool.__module__], True)


def watch_places(module, is_async):
    """A request that has no connection waits for one: in httpcore's pool it is called thus."""
    for name in ("RequestStatus", "PoolRequest", "AsyncPoolRequest"):
        place = getattr(module, name, None)
        if place is None:
            continue
        wait = place.wait_for_connection

        def stands_in_line(self):
            tracer = getattr(self, "request", None)
            tracer = tracer.extensions.get("trace") if tracer is not None else None
            if self.connection is None and isinstance(tracer, Tracer):
                tracer.record.phase("pool")

        def watched_wait(self, *args, **kwargs):
            stands_in_line(self)
            return wait(self, *args, **kwargs)

        async def watched_wait_async(self, *args, **kwargs):
            stands_in_line(self)
            return await wait(self, *args, **kwargs)

        place.wait_for_connection = watched_wait_async if is_async else watched_wait


# --- aiohttp ---


def mend_aiohttp(recorder, aiohttp):
    config = aiohttp.TraceConfig(lambda **_: types.SimpleNamespace(record=None))
    client_session = aiohttp.ClientSession
    initialize = client_session.__init__

    def watched_initialize(self, *args, **kwargs):
        kwargs["trace_configs"] = [*(kwargs.get("trace_configs") or ()), config]
        initialize(self, *args, **kwargs)

    client_session.__init__ = watched_initialize

    def begins_at(method, url):
        return recorder.request_begins(f"{method} {url}")

    def phase_of(name):
        async def phase(session, context, params):
            context.record.phase(name)

        return phase

    async def starts(session, context, params):
        context.record = begins_at(params.method, params.url)

    async def has_head(session, context, params):
        answer, record = params.response, context.record
        record.status = answer.status
        if answer._closed or answer.content.is_eof():
            record.ends()
        else:
            record.phase("receive")
            answer._record = record

    async def moves_on(session, context, params):
        context.record.status = params.response.status
        context.record.ends()
        url = params.response.headers.get("Location") or params.response.headers.get("URI") or ""
        context.record = begins_at(params.method, params.url.join(type(params.url)(url)))

    async def breaks(session, context, params):
        if context.record is not None:
            context.record.fails(params.exception)

    config.on_request_start.append(starts)
    config.on_connection_queued_start.append(phase_of("pool"))
    config.on_connection_create_start.append(phase_of("connect"))
    config.on_connection_create_end.append(phase_of("send"))
    config.on_connection_reuseconn.append(phase_of("send"))
    config.on_request_headers_sent.append(phase_of("service"))
    config.on_request_redirect.append(moves_on)
    config.on_request_end.append(has_head)
    config.on_request_exception.append(breaks)

    def watch_end(klass, name):
        """The body has come, or nobody wants it."""
        original = getattr(klass, name)

        def watched(self, *args, **kwargs):
            result = original(self, *args, **kwargs)
            record = record_of(self)
            if record is not None:
                record.ends()
            return result

        setattr(klass, name, watched)

    for name in ("_response_eof", "close", "release"):
        watch_end(aiohttp.ClientResponse, name)


def mend_base_events(recorder, base_events):
    """A TCP connection is there; TLS comes next."""
    loop = base_events.BaseEventLoop
    create = loop._create_connection_transport

    async def watched_create(self, sock, protocol_factory, ssl, *args, **kwargs):
        if ssl:
            requests = recorder.under_way.get(recorder.lane())
            if requests and requests[-1].at == "connect":
                requests[-1].phase("tls")
        return await create(self, sock, protocol_factory, ssl, *args, **kwargs)

    loop._create_connection_transport = watched_create
