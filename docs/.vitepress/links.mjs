import { dirname, join, normalize } from 'node:path/posix';

/** The files outside `docs/` that the site has as a page. */
const ROOT_PAGES = new Map([
  ['README.md', '/'],
  ['README.ko.md', '/ko/'],
]);

/**
 * Makes the links of the pages work on the site too. On disk they lead to files, so that they can be followed in an
 * editor and in the repository. Those that leave `docs/` lead to the repository on the site, where package.json names
 * one, and are plain text where it does not.
 */
export function siteLinks(repository) {
  return (md) => {
    md.core.ruler.push('site_links', ({ tokens, env }) => {
      for (const { children } of tokens) rewriteLinks(children ?? [], env.relativePath ?? '', repository);
    });
  };
}

function rewriteLinks(tokens, from, repository) {
  let isPlain = false;
  for (const token of tokens) {
    if (token.type === 'link_open') {
      const target = siteTarget(token.attrGet('href'), from, repository);
      isPlain = target === undefined;
      if (!isPlain) token.attrSet('href', target);
    }
    if (isPlain && /^link_(open|close)$/.test(token.type))
      Object.assign(token, { type: 'text', content: '' });
  }
}

function siteTarget(href, from, repository) {
  if (/^(?:[a-z]+:|#|\/)/.test(href)) return href;
  const [file, anchor] = href.split('#');
  const hash = anchor === undefined ? '' : `#${anchor}`;
  const path = normalize(join('docs', dirname(from), file));
  if (path.startsWith('docs/')) return pathOnSite(path) + hash;
  if (ROOT_PAGES.has(path)) return ROOT_PAGES.get(path) + hash;
  return repository === undefined ? undefined : `${repository}/blob/main/${path}${hash}`;
}

/** `docs/README.md`, which the repository shows with the folder, is the start page of the site. */
function pathOnSite(path) {
  return path.replace(/^docs/, '').replace(/(?<=\/)README\.md$/, '');
}

/** The anchor that GitHub gives a heading. VitePress' own takes Hangul syllables apart, and links do not find them. */
export const slugOf = (title) =>
  title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
    .replaceAll(' ', '-');
