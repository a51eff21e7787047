import type { EsignonSeedDocument, EsignonSimulatorTemplate } from '../companies.js';

/** The templates of a company that names none. The fields have the vendor's default names. [F] */
export const SAMPLE_TEMPLATES: readonly EsignonSimulatorTemplate[] = [
  {
    id: 1,
    name: '표준 근로계약서',
    fields: [
      'Text_1',
      'Text_2',
      { name: 'Label_0', type: 'Label' },
      { name: 'Check_0', type: 'Check' },
      { name: 'DateTime_0', type: 'Date' },
    ],
  },
  { id: 2, name: '개인정보 수집·이용 동의서', fields: ['Text_1', { name: 'Check_0', type: 'Check' }] },
  { id: 3, name: '용역 계약서', steps: 2, folder: 'shared', fields: ['Text_1', { name: 'Text_2', step: 2 }] },
  { id: 4, name: '연봉 계약서', type: 'BULK', folder: 'shared', fields: ['Text_1'] },
];

const DAY = 86_400_000;

/** The documents of a company that names none. */
export function sampleDocuments(now: number): readonly EsignonSeedDocument[] {
  const daysAgo = (days: number): string => new Date(now - days * DAY).toISOString();
  const [gildong, cheolsu, younghee] = SIGNERS;
  return [
    {
      templateId: 3,
      name: '용역 계약서_이영희',
      signers: [younghee, gildong],
      status: 'Canceled',
      startedAt: daysAgo(3),
      endedAt: daysAgo(2),
    },
    {
      templateId: 2,
      name: '개인정보 수집·이용 동의서_김철수',
      signers: [cheolsu],
      status: 'Complete',
      fields: { Text_1: '김철수', Check_0: 'Y' },
      startedAt: daysAgo(2),
      endedAt: daysAgo(1),
    },
    {
      templateId: 1,
      name: '표준 근로계약서_홍길동',
      signers: [gildong],
      fields: { Text_1: '홍길동' },
      startedAt: daysAgo(1),
    },
  ];
}

const SIGNERS = [
  { name: '홍길동', email: 'gildong@example.com' },
  { name: '김철수', email: 'cheolsu@example.com' },
  { name: '이영희', email: 'younghee@example.com' },
] as const;
