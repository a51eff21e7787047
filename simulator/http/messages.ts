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
  wrongValue: {
    ko: '값이 올바르지 않습니다.',
    en: 'A value is not right.',
    ja: '値が正しくありません。',
  },
  subscriptionExpired: {
    ko: '사용 기간이 만료되었습니다.',
    en: 'The subscription has expired.',
    ja: '利用期間が終了しました。',
  },
  quotaExceeded: {
    ko: '사용 가능한 문서 수를 모두 사용했습니다.',
    en: 'The quota of documents is used up.',
    ja: '利用可能な文書数を使い切りました。',
  },
  notYourTurn: {
    ko: '처리할 수 있는 단계가 아닙니다.',
    en: 'It is not the turn of this signer.',
    ja: '処理できる段階ではありません。',
  },
  unfinishedTemplate: {
    ko: '작성이 완료되지 않은 서식입니다.',
    en: 'The template is not finished.',
    ja: '作成が完了していない書式です。',
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
  noCondition: {
    ko: '검색조건이 없습니다.',
    en: 'There is no search condition.',
    ja: '検索条件がありません。',
  },
  pastDate: {
    ko: '지난 날짜는 지정할 수 없습니다.',
    en: 'The date is in the past.',
    ja: '過去の日付は指定できません。',
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
