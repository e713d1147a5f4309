import asyncio
import json

LINES = [
    '{"type": "add", "value": 3}',
    '{"type": "add", "value": 4.5}',
    'not json',
    '{"type": "note", "text": "caf\\u00e9 \\"quoted\\""}',
    '{"type": "list", "items": [1, null, true, {"a": []}]}',
]


async def stream():
    for line in LINES:
        await asyncio.sleep(0.5)
        yield line


async def main():
    total = 0
    async for line in stream():
        try:
            event = json.loads(line)
        except json.JSONDecodeError as error:
            print("skipped:", error)
            continue
        if event["type"] == "add":
            total += event["value"]
        else:
            print(json.dumps(event, sort_keys=True), json.dumps(event, ensure_ascii=False))
    print(json.dumps({"total": total, "time": asyncio.get_running_loop().time()}, indent=2))


asyncio.run(main())
