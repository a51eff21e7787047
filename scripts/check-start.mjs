// Checks that `npm start` serves the page, and that a signal to npm ends all processes it started.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const MAX_START_MS = 120_000;
const MAX_END_MS = 10_000;

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  await new Promise((closed) => server.close(closed));
  return port;
}

const serves = (url) =>
  fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );

async function until(condition, ms, what) {
  for (const end = Date.now() + ms; !(await condition()); await sleep(100)) {
    if (Date.now() > end) throw new Error(what);
  }
}

/** Whether any process is left of a group, which npm and all that it starts are in. */
function hasProcesses(group) {
  try {
    process.kill(-group, 0);
    return true;
  } catch {
    return false;
  }
}

/** @param toGroup sends the signal to the process group, as a terminal does at Ctrl+C; otherwise to npm alone */
async function check(signal, toGroup) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/`;
  const npm = spawn('npm', ['start'], {
    env: { ...process.env, PORT: String(port) },
    stdio: 'ignore',
    detached: true,
  });
  await until(() => serves(url), MAX_START_MS, `npm start does not serve ${url}`);
  process.kill(toGroup ? -npm.pid : npm.pid, signal);
  await until(
    async () => !(await serves(url)),
    MAX_END_MS,
    `${signal} to npm leaves the application running`,
  );
  await until(() => !hasProcesses(npm.pid), MAX_END_MS, `${signal} to npm leaves processes behind`);
  console.log(`npm start ends at ${signal}`);
}

await check('SIGTERM', false);
await check('SIGINT', true);
