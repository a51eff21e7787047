import { EN } from './en.js';
import { KO } from './ko.js';
import type { StepResult } from '../findings.js';
import type { Text, Texts } from './text.js';

export type Language = 'ko' | 'en';

export const TEXTS: Readonly<Record<Language, Texts>> = { ko: KO, en: EN };

/** What a language says of a result. */
export function textOf({ code, facts }: StepResult, texts: Texts): Text {
  return (texts.findings[code] as (facts: StepResult['facts']) => Text)(facts);
}

export const isLanguage = (text: string): text is Language => Object.hasOwn(TEXTS, text);

/** Korean where the locale names it, else English: also where there is no locale, or `C`. */
export function languageOf({ LC_ALL, LC_MESSAGES, LANG }: NodeJS.ProcessEnv): Language {
  const locale = LC_ALL || LC_MESSAGES || LANG || '';
  return /^ko([._@-]|$)/i.test(locale) ? 'ko' : 'en';
}
