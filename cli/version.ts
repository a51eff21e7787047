import { createRequire } from 'node:module';

/** Returns the version of this package. Imported by name, because sources and build are at different depths. */
export function readVersion(): string {
  const packageJson = createRequire(import.meta.url)('nestjs-esignon-auth/package.json') as {
    readonly version: string;
  };
  return packageJson.version;
}
