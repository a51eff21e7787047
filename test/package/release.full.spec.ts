import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, normalize } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { ROOT } from '../docs/markdown.js';
import { PAGES } from '../docs/pages.js';

const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Record<string, unknown> & {
  scripts: Record<string, string>;
};

describe('the release', () => {
  const folder = mkdtempSync(join(tmpdir(), 'release-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  function check(fields: object) {
    const path = join(folder, 'package.json');
    writeFileSync(path, JSON.stringify(fields));
    const { status, stderr } = spawnSync(process.execPath, ['scripts/check-release.mjs', path], {
      cwd: ROOT,
    });
    return { status, lines: String(stderr).split('\n') };
  }

  const url = 'https://github.com/acme/nestjs-esignon-auth';
  const complete = {
    repository: { type: 'git', url: `git+${url}.git` },
    homepage: `${url}#readme`,
    bugs: { url: `${url}/issues` },
  };

  it('goes on where the package says where it comes from', () => {
    expect(check(complete)).toEqual({ status: 0, lines: [''] });
  });

  it.each([
    [{ repository: undefined }, 'package.json: repository.url is missing.'],
    [{ homepage: undefined }, 'package.json: homepage is missing.'],
    [{ bugs: undefined }, 'package.json: bugs.url is missing.'],
    [{ homepage: '' }, 'package.json: homepage is no https URL.'],
    [{ homepage: 'http://github.com/acme/x' }, 'package.json: homepage is no https URL.'],
    [{ homepage: 'https://example.com/acme' }, 'package.json: homepage is a placeholder.'],
    [{ bugs: { url: 'https://github.com/OWNER/x/issues' } }, 'package.json: bugs.url is a placeholder.'],
    [{ bugs: { url: 'https://github.com/<owner>/x/issues' } }, 'package.json: bugs.url is a placeholder.'],
    [
      { repository: { url: 'git+https://github.com/your-name/x.git' } },
      'package.json: repository.url is a placeholder.',
    ],
  ])('is refused with %j', (wrong, problem) => {
    const { status, lines } = check({ ...complete, ...wrong });
    expect(status).toBe(1);
    expect(lines[0]).toBe(problem);
  });

  it('has a dated section in the changelog, and its version in the lock file', () => {
    const [, version, date = ''] =
      /^## \[([\d.]+)\] - (.+)$/m.exec(readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8')) ?? [];
    const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as { version: string };
    expect([version, lock.version]).toEqual([manifest['version'], manifest['version']]);
    expect(new Date(date).toISOString()).toMatch(date);
  });

  it('is refused by npm publish before anything else is done', () => {
    cpSync(join(ROOT, 'scripts/check-release.mjs'), join(folder, 'scripts/check-release.mjs'));
    const anonymous = { ...manifest, repository: undefined };
    writeFileSync(join(folder, 'package.json'), JSON.stringify(anonymous));
    const { status, stderr } = spawnSync('npm', ['publish', '--dry-run'], { cwd: folder, encoding: 'utf8' });
    expect(status).not.toBe(0);
    expect(stderr).toMatch(/^package\.json: repository\.url is missing\.$/m);
    expect(stderr).not.toMatch(/eslint|Tarball/);
  });

  it('gets what it checks from the repository that runs it, and package.json has no placeholder', () => {
    const workflow = readFileSync(join(ROOT, '.github/workflows/release.yml'), 'utf8');
    for (const field of ['repository.url', 'homepage', 'bugs.url']) expect(workflow).toContain(`${field}=`);
    const given = ['repository', 'homepage', 'bugs'].filter((field) => field in manifest);
    const { lines } = check(manifest);
    for (const field of given) expect(lines.join('\n')).not.toContain(field);
  });
});

describe('the licences', () => {
  it('of what is shipped are one: there is no dependency', () => {
    const bom = JSON.parse(
      execFileSync('npm', ['run', '--silent', 'sbom'], { cwd: ROOT, encoding: 'utf8' }),
    ) as {
      metadata: { component: { purl: string; licenses: object[] } };
      components: object[];
    };
    expect(bom.metadata.component).toMatchObject({
      purl: `pkg:npm/nestjs-esignon-auth@${String(manifest['version'])}`,
      licenses: [{ license: { id: 'MIT' } }],
    });
    expect(bom.components).toEqual([]);
    expect(readFileSync(join(ROOT, 'LICENSE'), 'utf8')).toMatch(/^MIT License\n/);
  });

  it.each(Object.keys(manifest['peerDependencies'] as object))('of the peer %s is permissive', (name) => {
    const { license } = JSON.parse(
      readFileSync(join(ROOT, 'node_modules', name, 'package.json'), 'utf8'),
    ) as { license: string };
    expect(['MIT', 'Apache-2.0']).toContain(license);
  });
});

describe('the packed files', () => {
  let packed: Set<string>;
  beforeAll(() => {
    const args = ['pack', '--dry-run', '--json', '--ignore-scripts'];
    const output = execFileSync('npm', args, {
      cwd: ROOT,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [{ files }] = JSON.parse(output) as [{ files: { path: string }[] }];
    packed = new Set(files.map(({ path }) => path));
  });

  it('have every page of the documentation', () => {
    const pages = PAGES.map(({ path }) => path).filter((path) =>
      /^(docs\/|README|SECURITY|CHANGELOG)/.test(path),
    );
    expect(pages.filter((path) => !packed.has(path))).toEqual([]);
    expect(pages.length).toBeGreaterThan(20);
  });

  it('have what the README links to, but for the sources', () => {
    const dead = PAGES.filter(({ path }) => path.startsWith('README')).flatMap(({ path: from, links }) =>
      links
        .map(({ target }) => target.split('#')[0] ?? '')
        .filter((target) => target !== '' && !/^https?:/.test(target))
        .map((target) => normalize(join(dirname(from), target)))
        // These are read where the sources are, which `repository` names.
        .filter((path) => !/^(test|bench|lib|CONTRIBUTING\.md)/.test(path) && !packed.has(path)),
    );
    expect(dead).toEqual([]);
  });

  it('are these beside the build and the pages', () => {
    const others = [...packed].filter(
      (path) => !/^(dist\/|docs\/|schematics\/|[A-Z]+(\.ko)?\.md$)/.test(path),
    );
    expect(others.sort()).toEqual(['LICENSE', 'package.json']);
  });
});
