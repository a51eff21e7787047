import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const lock = join(tmpdir(), 'nestjs-esignon-auth-sample-app.lock');
const patience = 170_000;

/**
 * Makes the sample application ready to run: builds the package where it is missing (never over one that is
 * there, which other tests may be using), and compiles the application where it is missing or older than its
 * source.
 */
export async function ensureBuilt(): Promise<void> {
  await acquire();
  try {
    if (!existsSync('dist/esm/lib/index.js')) run('scripts/build.mjs');
    const built = modified('dist/sample-app');
    if (modified('sample-app/src') > built || modified('dist/esm') > built) {
      run('node_modules/typescript/bin/tsc', '--project', 'sample-app/tsconfig.json');
    }
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

function run(...args: string[]): void {
  execFileSync(process.execPath, args, { stdio: 'pipe' });
}

/** Test files run side by side; one of them builds. A lock that was left behind counts as free after a while. */
async function acquire(): Promise<void> {
  const deadline = Date.now() + patience;
  while (!tryLock()) {
    const since = statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - since > patience) rmSync(lock, { recursive: true, force: true });
    if (Date.now() > deadline) throw new Error(`Another run seems to build for ever: remove ${lock}.`);
    await sleep(200);
  }
}

function tryLock(): boolean {
  try {
    mkdirSync(lock);
    return true;
  } catch {
    return false;
  }
}

/** When the newest file of a folder was written; 0 where there is none. */
function modified(folder: string): number {
  if (!existsSync(folder)) return 0;
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return Math.max(0, ...files.map((file) => statSync(join(file.parentPath, file.name)).mtimeMs));
}
