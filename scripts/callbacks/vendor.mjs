// eSignon as far as the receiver asks it: logins, and the state of a document that its own company may see.
import { once } from 'node:events';
import { createServer } from 'node:http';

import { loginAnswer } from '../../bench/support/answers.mjs';

/** The order in which a document's status moves. */
export const STATUSES = ['Playing', 'Complete'];

/** @returns `{ url, reach(account, documentId, status), stop() }` */
export async function startVendor() {
  /** `account/document` → how far it is, by STATUSES. */
  const reached = new Map();
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    request.resume().on('end', () => answer(request, response));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');

  function answer({ url, headers }, response) {
    const company = /^\/api\/([^/]+)\/login/.exec(url)?.[1];
    if (company) return send(response, 200, loginAnswer(`token-of-${company}`, 3_600_000));
    const id = /^\/api\/v3\/workflows\/([^?]+)/.exec(url)?.[1];
    const sender = /^esignon token-of-(.+)$/.exec(headers.authorization)?.[1];
    const rank = reached.get(`${sender}/${id}`);
    if (rank === undefined) return send(response, 404, '{}');
    return send(response, 200, JSON.stringify({ workflow_id: Number(id), status: STATUSES[rank] }));
  }
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    /** Never goes back. */
    reach: (account, id, status) => {
      const key = `${account}/${id}`;
      reached.set(key, Math.max(reached.get(key) ?? 0, STATUSES.indexOf(status)));
    },
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function send(response, status, body) {
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  });
  response.end(body);
}
