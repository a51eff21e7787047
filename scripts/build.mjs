// Builds the package twice: ES modules for everything that can load them, CommonJS for jest on Nest 10 and 11.
import { execFileSync } from 'node:child_process';
import { chmodSync, rmSync, writeFileSync } from 'node:fs';

const tsc = 'node_modules/typescript/bin/tsc';

rmSync('dist', { recursive: true, force: true });
for (const format of ['esm', 'cjs']) {
  execFileSync(process.execPath, [tsc, '--project', `tsconfig.${format}.json`], { stdio: 'inherit' });
}
// The package is an ES module; its CommonJS half says so for itself.
writeFileSync('dist/cjs/package.json', '{ "type": "commonjs" }\n');
chmodSync('dist/esm/testing/cli.js', 0o755);
