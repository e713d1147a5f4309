#include "session/hints.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

static const struct {
    const char *module;
    const char *name;
    const char *hint;
} ROWS[] = {
    {NULL, "open", "programs cannot reach the file system; keep the text in a string"},
    {NULL, "__import__", "write an import statement"},
    {NULL, "input", "programs cannot ask for input; use sys.argv or a constant"},
    {NULL, "eval", "write the expression itself"},
    {NULL, "exec", "write the statements themselves"},
    {NULL, "compile", "write the code itself"},
    {NULL, "globals", "use a dict of your own"},
    {NULL, "locals", "use a dict of your own"},
    {"asyncio", "coroutine", "write `async def` and `await`: Python 3.11 has no other coroutines"},
    {"asyncio", "subprocess", "there are no other processes to run"},
    {"asyncio", "create_subprocess_exec", "there are no other processes to run"},
    {"asyncio", "create_subprocess_shell", "there are no other processes to run"},
    {"asyncio", "start_server", "simulated hosts answer HTTP requests; there are no raw sockets"},
    {"asyncio", "open_connection", "use requests, httpx or aiohttp against a simulated host"},
    {"urllib", NULL, "use requests, httpx or aiohttp"},
    {"socket", NULL, "use requests, httpx or aiohttp"},
    {"subprocess", NULL, "there are no other processes to run"},
    {"multiprocessing", "Process",
     "use concurrent.futures.ProcessPoolExecutor: submit() starts, result() joins"},
    {"multiprocessing", "Pool", "use concurrent.futures.ProcessPoolExecutor: map() is Pool.map()"},
    {"multiprocessing", "Queue",
     "take what workers return from ProcessPoolExecutor.map() or result()"},
    {"multiprocessing", "Manager",
     "take what workers return from ProcessPoolExecutor.map() or result()"},
    {"multiprocessing", "Value",
     "take what workers return from ProcessPoolExecutor.map() or result()"},
    {"aiofiles", NULL, "programs cannot reach the file system; keep the text in a string"},
    {"anyio", NULL, "use asyncio: TaskGroup, timeout, Semaphore"},
    {"argparse", NULL, "use sys.argv, or a constant with a `# meanwhile: tune` line"},
    {"bs4", NULL, "find what you need with the methods of str"},
    {"csv", NULL, "programs cannot reach the file system; split the lines of a string"},
    {"inspect", "signature", "a function's __annotations__ and __defaults__ say what it takes"},
    {"io", NULL, "append to a list, and join it in the end"},
    {"os", "environ", "programs cannot reach the environment; use a constant"},
    {"os", "getenv", "programs cannot reach the environment; use a constant"},
    {"pathlib", NULL, "programs cannot reach the file system; keep the text in a string"},
    {"re", NULL, "use the methods of str: find, split, partition, startswith"},
    {"signal", "alarm", "use loop.call_later() or threading.Timer"},
    {"signal", "pause", "nobody sends signals here; wait for an Event"},
    {"signal", "raise_signal", "nobody sends signals here; call the handler"},
    {"shutil", NULL, "programs cannot reach the file system; keep the text in a string"},
    {"time", "clock", "use time.perf_counter(): Python 3.8 removed it"},
    {"tqdm", NULL, "count with asyncio.as_completed() and print"},
    {"trio", NULL, "use asyncio: TaskGroup, timeout, Semaphore"},
    {"fastapi", "File", "send JSON: the body as a model or a dict"},
    {"fastapi", "Form", "send JSON: the body as a model or a dict"},
    {"fastapi", "UploadFile", "send JSON: the body as a model or a dict"},
    {"fastapi", "Security", "take the token with Header() and check it in a dependency"},
    {"fastapi", "WebSocket", "servers answer requests; let the client ask again"},
    {"fastapi.middleware", NULL, "there is no browser here: leave it out"},
    {"fastapi.responses", "FileResponse", "keep the text in a string and return that"},
    {"fastapi.responses", "StreamingResponse", "return the whole body"},
    {"fastapi.security", NULL, "take the token with Header() and check it in a dependency"},
    {"fastapi.testclient", NULL, "ask http://app.local/ with requests or httpx"},
    {"pydantic", "root_validator", "check the value in the handler and raise HTTPException"},
    {"pydantic", "validator", "check the value in the handler and raise HTTPException"},
    {"starlette", NULL, "import what you need from fastapi: fastapi.responses, fastapi.requests"},
    {"uvloop", NULL, "leave it out: programs run on meanwhile's own event loop"},
    {"uvicorn", "Config", "call uvicorn.run(app)"},
    {"uvicorn", "Server", "call uvicorn.run(app)"},
};

static bool same(const char *a, const char *b) {
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

/* "urllib.request" is within "urllib". */
static bool is_within(const char *module, const char *package) {
    size_t length = package != NULL ? strlen(package) : 0;
    return module != NULL && length > 0 && strncmp(module, package, length) == 0 &&
           module[length] == '.';
}

const char *hint_for(void *context, const char *module, const char *name) {
    (void)context;
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        bool is_module = name == NULL && ROWS[i].name == NULL && is_within(module, ROWS[i].module);
        if (is_module || (same(module, ROWS[i].module) && same(name, ROWS[i].name))) {
            return ROWS[i].hint;
        }
    }
    return NULL;
}
