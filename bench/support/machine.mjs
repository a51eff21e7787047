import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';

const modules = new URL('../../node_modules/', import.meta.url);

/** What the figures were taken on, line by line. */
export function describeMachine() {
  const [load] = loadavg();
  return [
    `Node ${process.version}, ${process.platform} ${process.arch}`,
    `${cpus()[0]?.model.trim() || 'unknown CPU'}, ${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GiB`,
    `load at the start ${load.toFixed(1)}${load > 0.7 ? ' (NOT QUIET: do not keep these figures)' : ''}`,
  ];
}

export function versionOf(name) {
  return JSON.parse(readFileSync(new URL(`${name}/package.json`, modules), 'utf8')).version;
}
