// Loaded into the sample application's process: says, as the process is asked to end, whether a client of Redis was
// loaded.
import { createRequire } from 'node:module';

const { cache } = createRequire(import.meta.url);

process.once('SIGTERM', () => {
  const loaded = Object.keys(cache).some((path) => path.includes('/node_modules/ioredis/'));
  console.log(`Redis client: ${loaded ? 'loaded' : 'not loaded'}`);
});
