// The two languages of the page, and how it writes times.
import en from './messages.en.js';
import ko from './messages.ko.js';

const languages = { ko, en };
const listeners = [];
let language = remembered();

function remembered() {
  try {
    const stored = localStorage.getItem('language');
    return stored in languages ? stored : 'ko';
  } catch {
    return 'ko'; // Storage is switched off: Korean, each time.
  }
}

/** Calls `listener` now, and again whenever the language changes. */
export function onLanguage(listener) {
  listeners.push(listener);
  listener();
}

export function setLanguage(next) {
  language = next;
  try {
    localStorage.setItem('language', next);
  } catch {
    // The choice holds until the page is closed.
  }
  for (const listener of listeners) listener();
}

export const currentLanguage = () => language;

/** The message of that key, with `{names}` filled in. */
export function t(key, values = {}) {
  const message = languages[language][key] ?? key;
  return message.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

export const has = (key) => key in languages[language];

const day = 86_400_000;

/** A point in time: the time of day, and the date where it is not within a day of now. */
export function timeOf(value) {
  const date = new Date(value);
  const far = Math.abs(date.getTime() - Date.now()) > day / 2;
  return new Intl.DateTimeFormat(language, {
    ...(far ? { month: 'short', day: 'numeric' } : {}),
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  }).format(date);
}

/** A point in time: date and time, to the minute. */
export function dateTimeOf(value) {
  return new Intl.DateTimeFormat(language, {
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(new Date(value));
}

/** The time zone of {@link timeOf}: the browser's. */
export function timeZone() {
  const name = (timeZoneName) =>
    new Intl.DateTimeFormat(language, { timeZoneName })
      .formatToParts()
      .find(({ type }) => type === 'timeZoneName').value;
  return `${name('long')}, ${name('shortOffset')}`;
}

/** How long something still takes, as a clock would show it. */
export function durationOf(ms) {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const [days, hours, minutes] = [86_400, 3_600, 60].map((unit) => Math.floor(seconds / unit));
  const two = (number) => String(number).padStart(2, '0');
  if (days > 0) return `${days}${language === 'ko' ? '일' : 'd'} ${two(hours % 24)}:${two(minutes % 60)}`;
  if (hours > 0) return `${hours}:${two(minutes % 60)}:${two(seconds % 60)}`;
  return `${two(minutes)}:${two(seconds % 60)}`;
}

export function lifetimeOf(ms) {
  return ms < 60_000 || ms % 60_000 !== 0
    ? t('seconds', { count: ms / 1000 })
    : t('minutes', { count: ms / 60_000 });
}
