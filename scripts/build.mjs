// Builds the package twice: ES modules for everything that can load them, CommonJS for jest on Nest 10 and 11.
import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

import { bundle } from './bundle.mjs';
import { pruneTypes } from './prune-types.mjs';

const tsc = 'node_modules/typescript/bin/tsc';

rmSync('dist', { recursive: true, force: true });
for (const format of ['esm', 'cjs']) {
  execFileSync(process.execPath, [tsc, '--project', `tsconfig.${format}.json`], { stdio: 'inherit' });
}
await bundle();
// The package is an ES module; its CommonJS half says so for itself.
writeFileSync('dist/cjs/package.json', '{ "type": "commonjs" }\n');
for (const name of ['nest/message-exception', 'stores/redis/owned-client'])
  inlineRequires(`dist/cjs/lib/${name}.js`);
pruneTypes('dist', exportedTypes());
chmodSync('dist/esm/simulator/cli.js', 0o755);

/**
 * TypeScript puts the `require` of an `import()` into a function of its own. There bundlers do not see the `try` around
 * it, and fail where an optional package is not installed.
 */
function inlineRequires(file) {
  const wrapped = /Promise\.resolve\(\)\.then\(\(\) => __importStar\((require\('[^']+'\))\)\)/g;
  const text = readFileSync(file, 'utf8');
  if (!wrapped.test(text))
    throw new Error(`${file} has no import() in the form that TypeScript gave it so far`);
  writeFileSync(file, text.replaceAll(wrapped, '$1'));
}

/** What a user's compiler starts from; other declarations are of no use to it. */
function exportedTypes() {
  const { exports } = JSON.parse(readFileSync('package.json', 'utf8'));
  return Object.values(exports)
    .flatMap((conditions) => Object.values(conditions))
    .flatMap(({ types }) => types ?? []);
}
