"""What clients.py runs: every part of the three clients that a program can see, printed."""

import asyncio
import sys

import aiohttp
import httpx
import requests

BASE = sys.argv[1]
BASES = ('RequestException', 'OSError', 'ValueError', 'Timeout', 'ConnectionError', 'HTTPError',
         'RequestError', 'TransportError')


def show(label, f):
    try:
        print(label, f())
    except Exception as e:
        print(label, type(e).__module__, type(e).__name__, e, repr(e),
              [c.__name__ for c in type(e).__mro__ if c.__name__ in BASES])


def redirects(get, post):
    """What requests and httpx have in common; `get` follows redirects."""
    for path in ('/redirect/3', '/relative-redirect/1', '/redirect-to?url=/a/../b/./c&status_code=303',
                 '/redirect-to?url=x%3Fq=1', '/a/redirect-to'):
        r = get(BASE + path)
        print(r.status_code, str(r.url), [(h.status_code, str(h.url), h.headers['location'],
                                           len(h.history)) for h in r.history])
    for status in (301, 302, 303, 307, 308):
        r = post(BASE + f'/redirect-to?url=/m&status_code={status}', data={'a': 'b'})
        print(status, r.request.method, str(r.url), r.request.headers.get('content-length'),
              r.request.headers.get('content-type'), r.history)
    show('many', lambda: get(BASE + '/redirect/40'))
    show('elsewhere', lambda: get(BASE + '/redirect-to?url=ftp://x/'))


def cookies(get, jar):
    r = get(BASE + '/cookies/set?a=1&b=two')
    print(r.json(), dict(jar), len(jar), 'a' in jar, jar.get('b'), jar.get('c', 'none'))
    print(get(BASE + '/cookies').request.headers.get('cookie'), r.cookies.get('a'),
          [dict(h.cookies) for h in r.history])
    jar['c'] = '3'
    print(sorted(get(BASE + '/cookies').json()['cookies'].items()))
    del jar['c']
    jar.clear()
    print(get(BASE + '/cookies').json(), len(jar))


def print_status(r, **kwargs):
    print(r.status_code)


def more_req():
    s = requests.Session()
    redirects(s.get, s.post)
    r = s.get(BASE + '/redirect/2', allow_redirects=False)
    print(r.status_code, r.is_redirect, r.is_permanent_redirect, r.history, r.next, r.next.url)
    print(requests.head(BASE + '/redirect/2').status_code)
    cookies(s.get, s.cookies)
    s.get(BASE + '/cookies/set?x=1')
    print(s.cookies, s.cookies.get_dict(), s.cookies.items(), s.cookies.keys(), s.cookies.values())
    print(requests.get(BASE + '/cookies', cookies={'q': '1'}).json(),
          requests.get(BASE + '/redirect-to?url=/cookies', cookies={'q': '1'}).json())
    s.hooks['response'].append(lambda r, *args, **kwargs: print('hook', r, sorted(kwargs)))
    s.get(BASE + '/get')
    s.get(BASE + '/get', hooks={'response': lambda r, **kwargs: print('own hook', r)})
    s.max_redirects = 2
    show('two', lambda: requests.Session.get(s, BASE + '/redirect/3', hooks={'response': print_status}))
    print(s.get(BASE + '/redirect/2#part').url)


def more_httpx():
    with httpx.Client(follow_redirects=True) as c:
        redirects(c.get, c.post)
        cookies(c.get, c.cookies)
    with httpx.Client(max_redirects=2) as c:
        r = c.get(BASE + '/redirect/2')
        print(r.status_code, r.has_redirect_location, r.next_request, r.history, r.is_redirect)
        show('status', r.raise_for_status)
        r = c.get(BASE + '/redirect/2#part', follow_redirects=True)
        print(r.url, r.history, c.send(r.history[0].next_request or r.request))
        show('three', lambda: c.get(BASE + '/redirect/3', follow_redirects=True))
        c.get(BASE + '/cookies/set?x=1')
        print(list(c.cookies), dict(c.cookies), c.cookies['x'])
        print(c.headers.get('cookie'), c.get(BASE + '/cookies').json())


async def more_aiohttp():
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as s:
        for path in ('/redirect/3', '/redirect-to?url=/a/../b/./c&status_code=303'):
            async with s.get(BASE + path) as r:
                print(r.status, r.url, r.method, [(h.status, str(h.url)) for h in r.history])
        for status in (301, 302, 303, 307, 308):
            async with s.post(BASE + f'/redirect-to?url=/m&status_code={status}', data={'a': 'b'}) as r:
                print(status, r.method, r.url, len(r.history))
        async with s.get(BASE + '/redirect/1', allow_redirects=False) as r:
            print(r.status, r.headers['Location'], r.history)
        for limit in (2, 10):
            try:
                await s.get(BASE + '/redirect/12', max_redirects=limit)
            except aiohttp.TooManyRedirects as e:
                print(type(e).__name__, e, e.status, len(e.history))
        try:
            await s.get(BASE + '/redirect-to?url=ftp://x/')
        except ValueError as e:
            print(type(e).__name__, e)
        async with s.get(BASE + '/cookies/set?a=1&b=two') as r:
            print(await r.json(), r.cookies, r.history[0].cookies, r.history[0].cookies['a'].value)
        print([(m.key, m.value) for m in s.cookie_jar], len(s.cookie_jar))
    async with aiohttp.ClientSession(cookies={'q': '1'}) as s:
        async with s.get(BASE + '/cookies', cookies={'r': '2'}) as r:
            print(await r.json())
        async with s.get(BASE + '/cookies/set?a=1') as r:  # addresses are not trusted with cookies
            print(await r.json(), r.history[0].cookies['a'].value, len(s.cookie_jar))


def req():
    s = requests.Session()
    s.headers.update({'X-A': '1'})
    s.params = {'k': 'v'}
    r = s.get(BASE + '/a b/é', params={'q': 'x y', 'l': [1, 2], 'n': None})
    print(r.url, r.status_code, r.json(), r.text, r.reason, r.ok, r.encoding, r.apparent_encoding,
          r.request.headers, r.request.method, r.request.url, r.request.body, r.request.path_url,
          r.is_redirect, r.history, r.links, len(r.content), r.headers['content-type'],
          r.headers.get('Nope'), 'content-TYPE' in r.headers, dict(r.headers), r.headers)
    show('404', lambda: requests.get(BASE + '/status/404').raise_for_status())
    show('500', lambda: requests.get(BASE + '/status/500').raise_for_status())
    show('json', lambda: requests.get(BASE + '/status/200').json())
    show('to', lambda: requests.get(BASE + '/delay/1', timeout=0.2))
    show('to2', lambda: requests.get(BASE + '/delay/1', timeout=(3, 0.2)))
    show('bad', lambda: requests.get('nope'))
    show('bad', lambda: requests.get('http://'))
    show('bad', lambda: requests.get('http://*.x'))
    show('bad', lambda: requests.get('http://x:99999/'))
    show('bad', lambda: requests.get('http:///path'))
    show('bad', lambda: requests.get('ftp://x/'))
    show('bad', lambda: requests.get(''))
    show('bad', lambda: requests.get(None))
    show('tneg', lambda: requests.get(BASE, timeout=-1))
    show('t0', lambda: requests.get(BASE, timeout=0))
    show('tstr', lambda: requests.get(BASE, timeout='x'))
    show('ttup', lambda: requests.get(BASE, timeout=(1, 2, 3)))
    show('hdr', lambda: requests.get(BASE, headers={'A': 5}))
    for f in ('post', 'put', 'patch', 'delete', 'options', 'head'):
        r = getattr(requests, f)(BASE + '/m')
        print(f, r.status_code, r.text, r.request.headers, r.request.body)
    r = requests.post(BASE + '/m', json={'a': [1, None, True, 'é']})
    print(r.request.headers, r.request.body)
    r = requests.post(BASE + '/m', data={'a': [1, 2], 'b': 'x y&é'})
    print(r.request.headers, r.request.body)
    r = requests.post(BASE + '/m', data='text')
    print(r.request.headers, r.request.body)
    r = requests.post(BASE + '/m', data=b'raw')
    print(r.request.headers, r.request.body)
    r = requests.get(BASE + '/m', auth=('u', 'p'), cookies={'c': '1'})
    print(r.request.headers)
    print(repr(r), bool(requests.get(BASE + '/status/404')), requests.codes.ok,
          requests.codes['not_found'], requests.codes['nope'])
    with requests.get(BASE + '/x', stream=True) as r:
        print(list(r.iter_content(8)))
    print(requests.exceptions.ReadTimeout.__mro__[1].__name__,
          issubclass(requests.ConnectTimeout, requests.ConnectionError),
          issubclass(requests.ConnectTimeout, requests.Timeout), requests.__version__)


def hx():
    with httpx.Client(base_url=BASE + '/v1', headers={'x-a': '1'}, params={'k': 'v'}) as c:
        r = c.get('/a b/é', params={'q': 'x y', 'l': [1, 2], 'n': None, 't': True})
        print(r.url, r.status_code, r.json(), r.text, r.reason_phrase, r.is_success, r.is_error,
              r.encoding, r.charset_encoding, r.request.headers, r.request.method, r.http_version,
              r.history, r, r.request, r.headers, repr(r.url), r.url.host, r.url.path, r.url.port,
              r.url.params, r.num_bytes_downloaded, list(r.headers), r.headers['Content-Type'])
        r = c.get(BASE + '/other')
        print(r.url)
        r = c.get('rel/x?z=1')
        print(r.url)
        print(c.base_url, c.timeout, c.headers, c.params, c.is_closed)
    show('closed', lambda: c.get('/'))
    show('404', lambda: httpx.get(BASE + '/status/404').raise_for_status())
    show('json', lambda: httpx.get(BASE + '/status/200').json())
    show('to', lambda: httpx.get(BASE + '/delay/1', timeout=0.2))
    show('bad', lambda: httpx.get('nope'))
    show('bad', lambda: httpx.get('http://'))
    show('bad', lambda: httpx.get('ftp://x/'))
    show('bad', lambda: httpx.get(None))
    for f in ('post', 'put', 'patch', 'delete', 'options', 'head'):
        r = getattr(httpx, f)(BASE + '/m')
        print(f, r.status_code, r.text, r.request.headers, r.request.content)
    r = httpx.post(BASE + '/m', json={'a': [1, None, True, 'é']})
    print(r.request.headers, r.request.content)
    r = httpx.post(BASE + '/m', data={'a': [1, 2], 'b': 'x y&é'})
    print(r.request.headers, r.request.content)
    r = httpx.post(BASE + '/m', content='text')
    print(r.request.headers, r.request.content)
    r = httpx.post(BASE + '/m', content=b'raw')
    print(r.request.headers, r.request.content)
    r = httpx.get(BASE + '/m', auth=('u', 'p'), cookies={'c': '1'})
    print(r.request.headers)
    with httpx.stream('GET', BASE + '/x') as r:
        print(r.read(), r.status_code)
    print(httpx.codes.OK, httpx.codes.NOT_FOUND == 404, httpx.Timeout(3, connect=1),
          httpx.Limits(max_connections=3), repr(httpx.URL('http://a.b/c?d=e#f')),
          httpx.QueryParams({'a': '1', 'b': '2'}), httpx.Headers({'A': 'b'}), httpx.__version__)
    show('reset', lambda: httpx.get(BASE + '/reset'))
    show('resetr', lambda: requests.get(BASE + '/reset'))
    show('refused', lambda: httpx.get('http://127.0.0.1:9/'))


async def ah():
    async with httpx.AsyncClient() as c:
        r = await c.get(BASE + '/x')
        print(r.json(), r.url)
        for u, k in (
                (BASE + '/delay/1', {'timeout': 0.2}), ('http://127.0.0.1:9/', {}),
                (BASE + '/reset', {})):
            try:
                await c.get(u, **k)
            except Exception as e:
                print(u, type(e).__name__, repr(e), str(e), e.request)
    async with aiohttp.ClientSession(headers={'x-a': '1'}) as s:
        async with s.get(BASE + '/a b/é', params={'q': 'x y&', 'n': 1, 'f': 1.5}) as r:
            print(r.status, r.reason, r.ok, r.url, repr(r.url), await r.text(), await r.json(),
                  await r.read(), r.headers, r.content_type, r.charset, r.method, r.host,
                  r.content_length, r.history, r.request_info.headers, r.request_info.method,
                  r.real_url, r.url.path, r.url.host, r.url.port)
            print(r)
        for f in ('post', 'put', 'patch', 'delete', 'options', 'head'):
            async with getattr(s, f)(BASE + '/m') as r:
                print(f, r.status, await r.text(), r.request_info.headers)
        for kw in (
                dict(json={'a': [1, None, 'é']}), dict(data={'a': '1', 'b': 'x y&é'}),
                dict(data='text'), dict(data=b'raw'), dict(auth=aiohttp.BasicAuth('u', 'p')),
                dict(cookies={'c': '1'}), dict(headers={'X-B': '2', 'User-Agent': 'me'})):
            async with s.post(BASE + '/m', **kw) as r:
                print(r.request_info.headers)
        for u, k in (
                (BASE + '/delay/1', dict(timeout=aiohttp.ClientTimeout(total=0.2))),
                (BASE + '/delay/1', dict(timeout=aiohttp.ClientTimeout(sock_read=0.2))),
                ('http://127.0.0.1:9/', {}), (BASE + '/reset', {}), ('nope', {}),
                (BASE + '/x', dict(params={'a': None})),
                (BASE + '/status/404', dict(raise_for_status=True))):
            try:
                async with s.get(u, **k) as r:
                    print(r.status)
            except Exception as e:
                print(u, type(e).__module__, type(e).__name__, str(e), repr(e)[:60],
                      [c.__name__ for c in type(e).__mro__])
        try:
            async with s.get(BASE + '/status/200') as r:
                print(await r.json())
        except Exception as e:
            print(type(e).__name__, e)
        async with s.get(BASE + '/x') as r:
            print(await r.content.read(5), await r.content.read())
        print(s.timeout, s.closed, s.connector.limit, s.connector.limit_per_host)
    print(s.closed)
    async with aiohttp.request('GET', BASE + '/q') as r:
        print(await r.json())
    print(aiohttp.ClientTimeout(total=3), aiohttp.ClientTimeout())


async def beneath_timeouts():
    """anyio cancels the task that uses httpx, and does not take that back: what it waits in shows."""
    slow = BASE + '/delay/0.6'

    async def deadline(client, url, seconds=0.2, **more):
        try:
            async with asyncio.timeout(seconds):
                return (await client.get(url, **more)).status_code
        finally:
            print(asyncio.current_task().cancelling())

    async def case(label, awaitable):
        try:
            print(label, await awaitable)
        except BaseException as e:
            print(label, type(e).__module__, type(e).__name__, e.args)

    async with httpx.AsyncClient(limits=httpx.Limits(max_connections=2)) as client:
        await case('new connection', deadline(client, slow))
        await case('again', deadline(client, slow))
        await client.get(BASE + '/get')
        await case('kept, but that task', deadline(client, slow))
        await case('kept no more', asyncio.create_task(deadline(client, slow)))
        await client.get(BASE + '/get')
        await case('kept', asyncio.create_task(deadline(client, slow)))
        await client.get(BASE + '/get')
        await case('in time', asyncio.create_task(deadline(client, BASE + '/get', 5)))
        await case('late', asyncio.create_task(deadline(client, slow, 0.4, timeout=0.2)))
        await case('wait_for', asyncio.wait_for(client.get(slow), 0.2))
        busy = [asyncio.create_task(client.get(slow)) for _ in range(2)]
        await asyncio.sleep(0.05)
        await case('in line', asyncio.create_task(deadline(client, BASE + '/get')))
        await case('late in line', asyncio.create_task(
            deadline(client, BASE + '/get', 0.4, timeout=httpx.Timeout(5, pool=0.2))))
        print([(await task).status_code for task in busy])

        async def cancels():
            task = asyncio.create_task(deadline(client, slow, 5))
            await asyncio.sleep(0.1)
            task.cancel('because')
            return await task

        await case('cancelled', cancels())


req()
more_req()
hx()
asyncio.run(beneath_timeouts())
more_httpx()
asyncio.run(ah())
asyncio.run(more_aiohttp())
