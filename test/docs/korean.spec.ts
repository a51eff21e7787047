import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from '@jest/globals';

import { ROOT } from './markdown.js';

/** What is written for what, as `CONTRIBUTING.md` has it: by the word that is right. */
const WRONG: Readonly<Record<string, RegExp>> = {
  인증토큰: /(?:액세스|엑세스|접근|인증) 토큰|(?:액세스|엑세스|접근)토큰/,
  응답: /(?<![가-힣])답(?:을|이|은|에|과|으로|입니다)?(?![가-힣])/,
  '토큰을 제거하고 보냅니다': /토큰[이을]? ?떨어|토큰을 떼/,
  '토큰을 무효화함': /토큰[이을]? ?끊/,
  '로그인을 시도하지 않음': /로그인[을은]? ?쉬|로그인[을은]? ?쉼/,
  '저장소 장애': /저장소[가는]? ?멈|저장소[가는] [^.|]*멈추/,
  '테스트 더블': /(?<![가-힣])대역(?!폭)/,
  '같은 환경에서 함께 측정': /나란히/,
  '최근 이벤트': /일어난 일/,
  '장애 시뮬레이션': /(?:문제|장애) 일으키기/,
  '만료 일시': /만료일/,
  서식: /템플릿/,
  리디렉션: /리다이렉|리디렉트|리디렉숀/,
  '20.x(20.19+), 22.x(22.12+), 24 이상': /20\.19 ?이상|22\.12 ?이상/,
};

const SURFACES = ['docs/ko', 'docs/.vitepress', 'sample-app', 'cli', 'simulator', 'schematics'];
const GENERATED = /node_modules|\.vitepress\/(?:cache|dist)|(?:^|\/)dist\//;

const filesIn = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(?:md|[mc]?[jt]s|html|css|json|ya?ml)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length + 1))
    .filter((path) => !GENERATED.test(path));

const lines = ['README.ko.md', ...SURFACES.flatMap(filesIn)].flatMap((path) =>
  readFileSync(join(ROOT, path), 'utf8')
    .split('\n')
    .map((text, index) => ({ at: `${path}:${index + 1}`, text }))
    .filter(({ text }) => /[가-힣]/.test(text)),
);

describe('what is written in Korean', () => {
  it('is found on every surface', () => {
    expect(SURFACES.filter((surface) => !lines.some(({ at }) => at.startsWith(surface)))).toEqual([]);
  });

  it.each(Object.entries(WRONG))('says %s', (_, wrong) => {
    const found = lines.filter(({ text }) => wrong.test(text));
    expect(found.map(({ at, text }) => `${at} ${text.trim()}`)).toEqual([]);
  });
});
