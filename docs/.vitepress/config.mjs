import { readFileSync } from 'node:fs';

import { withMermaid } from 'vitepress-plugin-mermaid';

import { siteLinks, slugOf } from './links.mjs';
import { EN, KO, sidebar } from './sections.mjs';

const { repository } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
const repositoryUrl = repository?.url.replace(/^git\+/, '').replace(/\.git$/, '');

/** Without one, browsers ask for /favicon.ico. */
const ICON = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="3" fill="#3451b2"/><path d="M4 11.5h8M4.5 8.5l3-4 2 3 2-2" fill="none" stroke="#fff" stroke-width="1.5"/></svg>',
)}`;

const korean = {
  nav: [
    { text: '처음 사용하기', link: '/ko/start/first-use' },
    { text: '레퍼런스', link: '/ko/reference/options' },
    { text: 'API(영문)', link: '/api/', target: '_blank', rel: 'noopener' },
  ],
  sidebar: sidebar('/ko', KO),
  outline: { label: '이 페이지의 목차' },
  docFooter: { prev: '이전', next: '다음' },
  darkModeSwitchLabel: '화면 모드',
  lightModeSwitchTitle: '밝은 화면으로 전환',
  darkModeSwitchTitle: '어두운 화면으로 전환',
  sidebarMenuLabel: '메뉴',
  returnToTopLabel: '맨 위로',
  langMenuLabel: '언어 변경',
  skipToContentLabel: '본문으로 건너뛰기',
  notFound: {
    title: '페이지를 찾을 수 없습니다',
    quote: '주소가 바뀌었거나 잘못되었습니다. 검색하거나 처음 화면에서 찾아보세요.',
    linkLabel: '처음 화면으로 이동',
    linkText: '처음 화면으로',
  },
};

const english = {
  nav: [
    { text: 'First use', link: '/start/first-use' },
    { text: 'Reference', link: '/reference/options' },
    { text: 'API', link: '/api/', target: '_blank', rel: 'noopener' },
  ],
  sidebar: sidebar('', EN),
};

export default withMermaid({
  title: 'nestjs-esignon-auth',
  base: process.env.DOCS_BASE ?? '/',
  cleanUrls: true,
  lastUpdated: false,
  head: [['link', { rel: 'icon', type: 'image/svg+xml', href: ICON }]],
  rewrites: { 'README.md': 'index.md', 'ko/README.md': 'ko/index.md' },
  srcExclude: ['node_modules/**', 'public/**'],
  // The sample application's address is a link for those who have it running.
  ignoreDeadLinks: 'localhostLinks',
  locales: {
    root: {
      label: 'English',
      lang: 'en',
      description: 'Access tokens, calls and callbacks of eSignon for NestJS',
      themeConfig: english,
    },
    ko: {
      label: '한국어',
      lang: 'ko-KR',
      description: 'NestJS에서 이싸인온 인증토큰 관리, API 호출, 콜백 처리',
      themeConfig: korean,
    },
  },
  markdown: {
    // The usual themes have comments in a grey that is too light.
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    anchor: { slugify: slugOf },
    config: siteLinks(repositoryUrl),
  },
  themeConfig: {
    search: {
      provider: 'local',
      options: {
        locales: {
          ko: {
            translations: {
              button: { buttonText: '검색', buttonAriaLabel: '검색' },
              modal: {
                displayDetails: '자세히 보기',
                resetButtonTitle: '검색어 지우기',
                backButtonTitle: '검색 닫기',
                noResultsText: '검색 결과가 없습니다:',
                footer: {
                  selectText: '선택',
                  selectKeyAriaLabel: 'Enter 키',
                  navigateText: '이동',
                  navigateUpKeyAriaLabel: '위쪽 화살표',
                  navigateDownKeyAriaLabel: '아래쪽 화살표',
                  closeText: '닫기',
                  closeKeyAriaLabel: 'Esc 키',
                },
              },
            },
          },
        },
      },
    },
  },
  // Chunk sizes of the diagrams are nothing that a reader of the build's output can act on.
  vite: { build: { chunkSizeWarningLimit: 2_000 } },
});
