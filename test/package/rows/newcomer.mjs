import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { run } from '../run.mjs';

/** What a newcomer writes: one call, by the service that the module exports. */
const SERVICE = `import { Injectable } from '@nestjs/common';
import { esignonBody, EsignonHttpService } from 'nestjs-esignon-auth';
import { firstValueFrom } from 'rxjs';

@Injectable()
export class AppService {
  constructor(private readonly esignon: EsignonHttpService) {}

  getHello(): Promise<unknown> {
    const answer$ = this.esignon.get('/worklists/new', { params: { page: 1, rows: 20 } });
    return firstValueFrom(answer$.pipe(esignonBody()));
  }
}
`;

/** An empty folder and an empty npm cache; the registry is as fast as the machine's connection to it. */
export const newcomer = {
  title: 'From nothing to a call with a token: `nest new`, `nest add`, four variables, `npm run start`',
  columns: ['Nest'],
  cases: ({ nests, projects }) =>
    nests.map((nest) => ({
      cells: [`Nest ${nest}`],
      async check() {
        const root = mkdtempSync(join(projects.root, `newcomer-${nest}-`));
        const env = {
          ...process.env,
          CI: 'true',
          npm_config_registry: await projects.registry(),
          npm_config_cache: join(root, 'npm-cache'),
          npm_config_audit: 'false',
        };
        const times = [];
        let since = performance.now();
        const lap = (what) => {
          const now = performance.now();
          times.push(`${what} ${Math.round((now - since) / 1000)} s`);
          since = now;
        };

        const create = ['new', 'app', '--package-manager', 'npm', '--skip-git'];
        await run('npx', ['--yes', `@nestjs/cli@${nest}`, ...create], root, env);
        lap('nest new');
        const app = join(root, 'app');
        await run('npx', ['nest', 'add', 'nestjs-esignon-auth'], app, env);
        lap('nest add');
        await useIn(app, env);
        lap('call');
        return `ok (${times.join(', ')})`;
      },
    })),
};

/** Writes the four variables and the call, starts the application, and asks it. */
async function useIn(app, env) {
  const { EsignonSimulator } = await import(pathToFileURL('dist/esm/lib/testing/index.js').href);
  const simulator = await EsignonSimulator.start();
  const { companyId, email, password } = EsignonSimulator.defaultAccount;
  const variables = {
    ESIGNON_BASE_URL: simulator.url,
    ESIGNON_COMPANY_ID: companyId,
    ESIGNON_EMAIL: email,
    ESIGNON_PASSWORD: password,
  };
  const lines = Object.entries(variables).map((pair) => pair.join('='));
  writeFileSync(join(app, '.env'), `${lines.join('\n')}\n`);
  writeFileSync(join(app, 'src/app.service.ts'), SERVICE);
  const controller = join(app, 'src/app.controller.ts');
  const source = readFileSync(controller, 'utf8').replace(
    'getHello(): string',
    'getHello(): Promise<unknown>',
  );
  writeFileSync(controller, source);

  const port = await freePort();
  const started = start(app, { ...env, PORT: String(port) });
  try {
    const answer = await Promise.race([started.end, ask(`http://127.0.0.1:${port}/`)]);
    if (!answer.includes('workflow_list')) throw new Error(`the application answered ${answer}`);
  } finally {
    started.stop();
    await simulator.stop();
  }
}

/** `npm run start`, and all that it starts. */
function start(cwd, env) {
  const child = spawn('npm', ['run', 'start'], {
    cwd,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text));
  const end = new Promise((_, fail) => child.once('exit', () => fail(new Error(`it ended:\n${output}`))));
  end.catch(() => undefined);
  return { end, stop: () => process.kill(-child.pid, 'SIGKILL') };
}

/** As soon as the application listens. */
async function ask(url) {
  for (;;) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer) return answer.text();
    await new Promise((done) => setTimeout(done, 100));
  }
}

async function freePort() {
  const server = createServer();
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}
