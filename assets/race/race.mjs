// The race's calls in Node's idiom: as many async functions as may be under way at once take the
// next number, each in turn, until none is left.
//
//     node race.mjs CALLS CONCURRENCY URL

const [calls, concurrency] = process.argv.slice(2, 4).map(Number);
const url = process.argv[4];

let next = 0;
let succeeded = 0;

async function worker() {
  while (next < calls) {
    const number = next++;
    const response = await fetch(url + number);
    await response.arrayBuffer();
    succeeded += response.ok ? 1 : 0;
  }
}

const began = process.hrtime.bigint();
const cpuBegan = process.cpuUsage();
await Promise.all(Array.from({ length: Math.min(concurrency, calls) }, worker));
const seconds = Number(process.hrtime.bigint() - began) / 1e9;
const cpu = process.cpuUsage(cpuBegan);
console.log(
  JSON.stringify({
    seconds,
    cpu_seconds: (cpu.user + cpu.system) / 1e6,
    succeeded,
    version: `Node ${process.versions.node}`,
  }),
);
