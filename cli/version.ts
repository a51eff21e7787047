import { createRequire } from 'node:module';

/** The version of this package. By its own name, since the sources and the build lie at different depths. */
export function readVersion(): string {
  const packageJson = createRequire(import.meta.url)('nestjs-esignon-auth/package.json') as {
    readonly version: string;
  };
  return packageJson.version;
}
