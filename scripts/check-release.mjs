// Refuses to publish a package that does not say where it comes from: npm compares `repository` with the workflow that
// builds, and resolves the relative links of the README against it.
//   node scripts/check-release.mjs [package.json]
import { readFileSync } from 'node:fs';

const { repository, homepage, bugs } = JSON.parse(readFileSync(process.argv[2] ?? 'package.json', 'utf8'));

const problems = Object.entries({
  'repository.url': repository?.url?.replace(/^git\+/, ''),
  homepage,
  'bugs.url': bugs?.url,
})
  .map(([field, url]) => [field, problemOf(url)])
  .filter(([, problem]) => problem);

for (const [field, problem] of problems) console.error(`package.json: ${field} ${problem}.`);
if (problems.length > 0) {
  console.error('Set them with npm pkg set, as .github/workflows/release.yml does, and publish again.');
  process.exitCode = 1;
}

function problemOf(url) {
  if (url === undefined) return 'is missing';
  if (!URL.canParse(url) || new URL(url).protocol !== 'https:') return 'is no https URL';
  const { hostname, pathname } = new URL(url);
  const isPlaceholder =
    /(^|\.)(example|invalid|test|localhost)(\.|$)/.test(hostname) ||
    pathname
      .split('/')
      .some((part) => /^(<.*>|%3C.*%3E|\[.*\]|x+|todo|owner|user(name)?|org|your-.*)$/i.test(part));
  return isPlaceholder ? 'is a placeholder' : undefined;
}
