import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';

/** Clients that are compared are installed in bench/, all else in the root. */
const MODULES = ['../node_modules/', '../../node_modules/'].map((path) => new URL(path, import.meta.url));

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
  const [found] = MODULES.map((modules) => new URL(`${name}/package.json`, modules)).filter(existsSync);
  return JSON.parse(readFileSync(found, 'utf8')).version;
}
