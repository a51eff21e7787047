// The vendor of the bench, in a process of its own: as lean as it can be, so that what is measured is the client.
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

import { ACCOUNT, LIST, loginAnswer, LOGIN_PATH, REJECTED, WRONG_LOGIN } from './answers.mjs';

const settings = {
  tokenLifetime: 3_600_000,
  /** How long a login takes, in ms. */
  loginDelay: 0,
  /** An HTTP status instead of an answer to logins. */
  loginStatus: undefined,
  /** How a token is rejected: `401`, or `94` in an envelope with HTTP 200. */
  rejection: '401',
};
const tokens = new Map();
const counts = { logins: 0, calls: 0, rejected: 0 };

const server = createServer({ keepAliveTimeout: 60_000 }, (req, res) => {
  const [path, query = ''] = req.url.split('?');
  if (path === LOGIN_PATH) void login(req, res);
  else void call(req, res, query);
});

async function login(req, res) {
  counts.logins++;
  let text = '';
  for await (const chunk of req) text += chunk;
  await sleep(settings.loginDelay);
  if (settings.loginStatus !== undefined) return send(res, settings.loginStatus, '');
  if (JSON.parse(text).body.memb_pwd !== ACCOUNT.password) return send(res, 200, WRONG_LOGIN);
  const token = randomBytes(32).toString('base64url');
  tokens.set(`esignon ${token}`, Date.now() + settings.tokenLifetime);
  send(res, 200, loginAnswer(token, settings.tokenLifetime));
}

async function call(req, res, query) {
  counts.calls++;
  const good = tokens.get(req.headers.authorization) > Date.now();
  if (!good) counts.rejected++;
  // Decided on arrival; answered later where the call asks for it.
  const { delay = 0, bytes } = Object.fromEntries(new URLSearchParams(query));
  if (query !== '') await sleep(Number(delay));
  if (good && bytes) return res.end(Buffer.alloc(Number(bytes)));
  if (good) return send(res, 200, LIST);
  send(res, settings.rejection === '401' ? 401 : 200, REJECTED);
}

function send(res, status, body) {
  res.writeHead(status, {
    'content-type': 'application/json;charset=UTF-8',
    'content-length': Buffer.byteLength(body),
  });
  res.end(body);
}

const COMMANDS = {
  set: (changes) => Object.assign(settings, changes),
  revoke: (authorization) => tokens.delete(authorization),
  revokeAll: () => tokens.clear(),
  /** The counts since the last time. */
  counts: () => {
    const taken = { ...counts };
    Object.assign(counts, { logins: 0, calls: 0, rejected: 0 });
    return taken;
  },
};

process.on('message', ({ id, command, argument }) => {
  process.send({ id, result: COMMANDS[command](argument) });
});
process.on('disconnect', () => process.exit());
server.listen(0, '127.0.0.1', 1024, () => {
  process.send({ id: 0, result: `http://127.0.0.1:${server.address().port}` });
});
