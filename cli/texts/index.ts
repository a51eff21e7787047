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

/** Korean, unless the locale names another language: then English, which more people read. */
export function languageOf({ LC_ALL, LC_MESSAGES, LANG }: NodeJS.ProcessEnv): Language {
  const locale = LC_ALL || LC_MESSAGES || LANG || '';
  return /^(ko|C|POSIX)?([._@-]|$)/i.test(locale) ? 'ko' : 'en';
}
