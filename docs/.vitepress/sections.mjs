/** The pages in the order of the sidebar: path, title in English, title in Korean. */
const SECTIONS = [
  {
    titles: ['Start', '시작하기'],
    pages: [
      ['migration', 'Migration', '마이그레이션'],
      ['faq', 'FAQ', '자주 묻는 질문'],
    ],
  },
];

/** Which of the titles a language has. */
export const EN = 0;
export const KO = 1;

export function sidebar(prefix, language) {
  return SECTIONS.map(({ titles, pages }) => ({
    text: titles[language],
    items: pages.map(([path, ...names]) => ({ text: names[language], link: `${prefix}/${path}` })),
  }));
}
