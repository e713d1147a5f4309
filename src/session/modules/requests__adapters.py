"""requests.adapters: only HTTPAdapter, whose pool decides which requests must connect first."""

import _meanwhile

DEFAULT_POOLBLOCK = False
DEFAULT_POOLSIZE = 10
DEFAULT_RETRIES = 0


class BaseAdapter:
    def close(self):
        pass


class HTTPAdapter(BaseAdapter):
    def __init__(self, pool_connections=DEFAULT_POOLSIZE, pool_maxsize=DEFAULT_POOLSIZE,
                 max_retries=DEFAULT_RETRIES, pool_block=DEFAULT_POOLBLOCK):
        if max_retries != 0:
            _meanwhile.refuse("requests.adapters.HTTPAdapter(max_retries=...)",
                              "repeat the request in a loop")
        self.max_retries = max_retries
        self._pool_connections = pool_connections
        self._pool_maxsize = pool_maxsize
        self._pool_block = pool_block
        self._pool = _meanwhile.Pool(None, pool_maxsize if pool_block else None, pool_maxsize, None,
                                     origins=pool_connections)

    def close(self):
        self._pool.clear()
