// Builds the sample application and runs it in this process: `npm start`.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';

const nest = createRequire(import.meta.url).resolve('@nestjs/cli/bin/nest.js');
const { status } = spawnSync(process.execPath, [nest, 'build'], { stdio: 'inherit' });
if (status !== 0) process.exit(status ?? 1);

// npm sends a signal only to its shell, which exits without forwarding it. This process then gets another parent.
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) process.kill(process.pid, 'SIGTERM');
}, 250).unref();

process.setSourceMapsEnabled(true);
await import('../dist/sample-app/main.js');
