"""uuid: the identifiers of jobs and requests. uuid4() draws from a generator of its own."""
import uuid, random, asyncio, json
u = uuid.UUID('12345678-1234-5678-1234-567812345678')
print(u, repr(u), u.hex, u.int, u.bytes, u.urn, u.version, u.variant, u.fields, hash(u) == hash(u.int), int(u) == u.int)
print(uuid.UUID('{12345678123456781234567812345678}') == u, uuid.UUID(bytes=u.bytes) == u, uuid.UUID(int=5), uuid.UUID(int=5, version=4), u < uuid.UUID(int=0), sorted([u, uuid.UUID(int=1)]), {u: 1}[uuid.UUID(u.hex)], uuid.NAMESPACE_DNS)
for bad in (lambda: uuid.UUID(), lambda: uuid.UUID('x'), lambda: uuid.UUID(int=-1), lambda: uuid.UUID(bytes=b'x'), lambda: uuid.UUID(int=1, version=9), lambda: u < 5, lambda: setattr(u, 'int', 5), lambda: json.dumps(u), lambda: uuid.UUID('z' * 32)):
    try: print(bad())
    except (TypeError, ValueError) as e: print(type(e).__name__, e)
a, b = uuid.uuid4(), uuid.uuid4()
print(a, b, a != b, a.version, len(str(a)), str(a)[:8], f'{a}', uuid.uuid4().hex)
random.seed(1); x = random.random(); random.seed(1); uuid.uuid4(); print(x == random.random())
print(random.random(), isinstance(a, uuid.UUID))
async def job(): jid = uuid.uuid4(); await asyncio.sleep(.1); return jid
async def main(): print(await asyncio.gather(job(), job()))
asyncio.run(main())
