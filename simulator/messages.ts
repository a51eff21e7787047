/** The languages of `result_msg`. The vendor calls Japanese `ja` on some pages and `jp` on others. */
export type Language = 'ko' | 'en' | 'ja';

/** The language that `?lang=` asks for; Korean where it asks for nothing known. */
export function languageOf(lang: string | undefined): Language {
  if (lang === 'en') return 'en';
  return lang === 'ja' || lang === 'jp' ? 'ja' : 'ko';
}

/** The text of a message in a language. The Korean login messages are the vendor's, word for word. */
export function message(key: MessageKey, language: Language): string {
  return MESSAGES[key][language];
}

export type MessageKey = keyof typeof MESSAGES;

const MESSAGES = {
  loggedIn: {
    ko: '성공적으로 로그인되었습니다.',
    en: 'You have logged in successfully.',
    ja: '正常にログインしました。',
  },
  wrongLogin: {
    ko: '로그인 정보가 정확하지 않습니다.',
    en: 'The login information is not correct.',
    ja: 'ログイン情報が正しくありません。',
  },
  malformed: {
    ko: '수신 메세지의 Body 정보가 잘못된 형태여서 파싱하지 못했습니다.',
    en: 'The body of the received message is malformed and could not be parsed.',
    ja: '受信メッセージのBody情報が正しくない形のため、パースできませんでした。',
  },
  companyForbidden: {
    ko: 'API를 호출할 수 없는 회사입니다. 관리자에게 문의해주세요.',
    en: 'This company may not call the API. Please contact the administrator.',
    ja: 'APIを呼び出せない会社です。管理者にお問い合わせください。',
  },
  unexpected: {
    ko: 'Unexpected exception ( 잘못된 포맷 )',
    en: 'Unexpected exception ( wrong format )',
    ja: 'Unexpected exception ( 誤ったフォーマット )',
  },
  tokenRejected: {
    ko: '인증키가 올바르지 않습니다.',
    en: 'The authentication key is not right.',
    ja: '認証キーが正しくありません。',
  },
  success: { ko: '성공', en: 'Success', ja: '成功' },
  failure: { ko: '실패', en: 'Failure', ja: '失敗' },
  wrongCompany: {
    ko: '다른 회사의 요청입니다.',
    en: 'The request is for another company.',
    ja: '別の会社へのリクエストです。',
  },
  unknownTemplate: {
    ko: '서식을 찾을 수 없습니다.',
    en: 'There is no such template.',
    ja: '書式が見つかりません。',
  },
  unknownDocument: {
    ko: '문서를 찾을 수 없습니다.',
    en: 'There is no such document.',
    ja: '文書が見つかりません。',
  },
  wrongState: {
    ko: '필수 값이 없거나 상태 값이 올바르지 않습니다.',
    en: 'A required value is missing, or the state is not right.',
    ja: '必須値がないか、状態値が正しくありません。',
  },
  alreadyComplete: {
    ko: '서명이 완료된 문서입니다.',
    en: 'The document has been signed already.',
    ja: '署名が完了した文書です。',
  },
  alreadyCanceled: {
    ko: '취소 처리된 문서입니다.',
    en: 'The document has been canceled.',
    ja: 'キャンセル処理された文書です。',
  },
  notComplete: {
    ko: '완료된 문서가 아닙니다.',
    en: 'The document is not complete.',
    ja: '完了した文書ではありません。',
  },
  missingCondition: {
    ko: '필수 검색조건이 없습니다.',
    en: 'A required search condition is missing.',
    ja: '必須検索条件がありません。',
  },
  wrongDate: {
    ko: '날짜 형식이 잘못되었습니다.',
    en: 'The date format is wrong.',
    ja: '日付形式が間違っています。',
  },
  missingValue: {
    ko: '필수 값이 없습니다.',
    en: 'A required value is missing.',
    ja: '必須値がありません。',
  },
  notFound: {
    ko: '존재하지 않는 경로입니다.',
    en: 'There is nothing at this path.',
    ja: '存在しないパスです。',
  },
  bodyTooLarge: {
    ko: '요청 본문이 너무 큽니다.',
    en: 'The request body is too large.',
    ja: 'リクエスト本文が大きすぎます。',
  },
} as const satisfies Record<string, Record<Language, string>>;
