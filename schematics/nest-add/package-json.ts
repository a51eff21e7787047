/** The dependencies of the application, by its major version of Nest. */
const VERSIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  // @nestjs/terminus 10 supports no newer version.
  '10': { '@nestjs/axios': '^3.1.3', '@nestjs/config': '^3.3.0' },
  '11': { '@nestjs/axios': '^4.0.1', '@nestjs/config': '^4.0.4' },
  '12': { '@nestjs/axios': '^12.0.1', '@nestjs/config': '^12.0.1' },
};

const OTHERS = { axios: '^1.16.1', 'class-validator': '^0.14.2' };

type Dependencies = Record<string, string>;

/** Adds the missing dependencies, peers included, since not every package manager installs those. */
export function addDependencies(text: string): string {
  const json = JSON.parse(text) as { dependencies?: Dependencies; devDependencies?: Dependencies };
  const dependencies = json.dependencies ?? {};
  const wanted = Object.entries({ ...versionsFor(dependencies), ...OTHERS });
  const missing = wanted.filter(
    ([name]) => !(name in dependencies) && !(name in (json.devDependencies ?? {})),
  );
  if (missing.length === 0) return text;
  const all = Object.entries({ ...dependencies, ...Object.fromEntries(missing) });
  const sorted = all.sort(([a], [b]) => (a < b ? -1 : 1));
  const indent = /^\{\r?\n([ \t]+)/.exec(text)?.[1] ?? 2;
  const changed = JSON.stringify({ ...json, dependencies: Object.fromEntries(sorted) }, null, indent);
  return changed + (text.endsWith('\n') ? '\n' : '');
}

/** @throws `Error` if the application has no Nest or an unsupported version */
function versionsFor(dependencies: Dependencies): Readonly<Record<string, string>> {
  const range = dependencies['@nestjs/common'] ?? dependencies['@nestjs/core'];
  if (range === undefined) throw new Error('package.json has no @nestjs/common among its dependencies');
  const [major = ''] = /\d+/.exec(range) ?? [];
  // Ranges without a number (`latest`, `workspace:*`) are newest, as far as anybody knows.
  const versions = VERSIONS[major === '' ? '12' : major];
  if (!versions) throw new Error(`@nestjs/common ${range} is none of the versions 10, 11 and 12`);
  return versions;
}
