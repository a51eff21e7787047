import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const hash = (algorithm, data, encoding) => createHash(algorithm).update(data).digest(encoding);

/**
 * An npm registry that has the tarball as if it were published, and everything else from the registry that npm is set
 * to. Returns its address; it ends with the process.
 */
export async function startRegistry(tarball, upstream) {
  const data = readFileSync(tarball);
  const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
  const { name, version } = manifest;
  let url;

  const packument = () => ({
    name,
    'dist-tags': { latest: version },
    versions: {
      [version]: {
        ...manifest,
        dist: {
          tarball: `${url}/${name}/-/${name}.tgz`,
          shasum: hash('sha1', data, 'hex'),
          integrity: `sha512-${hash('sha512', data, 'base64')}`,
        },
      },
    },
  });

  const server = createServer(async (request, response) => {
    if (request.url.startsWith(`/${name}/-/`)) return response.end(data);
    if (request.url === `/${name}`) return response.end(JSON.stringify(packument()));
    try {
      // What npm posts are audits, which a test can do without.
      if (request.method !== 'GET') throw new Error(`no ${request.method} here`);
      const { accept = '*/*' } = request.headers;
      const answer = await fetch(new URL(request.url.slice(1), upstream), { headers: { accept } });
      response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
      response.end(Buffer.from(await answer.arrayBuffer()));
    } catch (error) {
      response.writeHead(502).end(String(error));
    }
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  server.unref();
  url = `http://127.0.0.1:${server.address().port}`;
  return url;
}
