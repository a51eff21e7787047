import { styleText } from 'node:util';

import type { StepName, StepResult, StepStatus } from '../findings.js';
import { STEPS } from '../findings.js';
import type { Target } from '../target.js';
import { textOf } from '../texts/index.js';
import type { Text, Texts } from '../texts/text.js';
import { maskEmail } from './mask.js';

type Style = Parameters<typeof styleText>[0];

const MARKS: Readonly<Record<StepStatus, readonly [mark: string, style: Style]>> = {
  ok: ['✔', 'green'],
  warning: ['!', 'yellow'],
  failed: ['✖', 'red'],
  skipped: ['–', 'gray'],
};

export interface TerminalSettings {
  readonly texts: Texts;
  readonly write: (text: string) => void;
  /** With colours. */
  readonly color: boolean;
  /** Whether a line can be overwritten: the current step is then shown while it runs. */
  readonly interactive: boolean;
}

/** Prints the check for people, while it runs: one line for each step, and at the end what to do. */
export class TerminalReport {
  readonly #settings: TerminalSettings;
  readonly #results: StepResult[] = [];

  constructor(settings: TerminalSettings) {
    this.#settings = settings;
    this.#line(`\n  ${this.#style('bold', settings.texts.heading)}\n`);
  }

  onTarget({ baseUrl, credentials }: Target): void {
    const { companyId, email } = credentials;
    const account = [baseUrl.href.replace(/\/$/, ''), companyId, maskEmail(email)].join(' · ');
    this.#line(`  ${this.#style('gray', account)}\n`);
  }

  onStart(step: StepName): void {
    if (this.#settings.interactive) this.#settings.write(`  … ${this.#label(step)}`);
  }

  onResult(result: StepResult): void {
    this.#results.push(result);
    const { step, status, durationMs } = result;
    const [mark, style] = MARKS[status];
    const { title, meaning } = textOf(result, this.#settings.texts);
    const took = durationMs >= 10 ? this.#style('gray', `  ${durationMs} ms`) : '';
    const shown = status === 'skipped' ? this.#style('gray', title) : title;
    this.#line(`${this.#erase()}  ${this.#style(style, mark)} ${this.#label(step)}${shown}${took}`);
    // The meaning of a successful step is printed below it, that of the others at the end.
    if (status === 'ok' && meaning) this.#line(`    ${this.#label()}${this.#style('gray', meaning)}`);
  }

  /** Prints what to do, and the result. */
  end(): void {
    const { allWell, wellWithWarnings, failed } = this.#settings.texts;
    const bad = this.#results.filter(({ status }) => status === 'failed' || status === 'warning');
    for (const result of bad) this.#explain(result);
    const hasFailed = bad.some(({ status }) => status === 'failed');
    const [verdict, style] = hasFailed
      ? ([failed, ['bold', 'red']] as const)
      : bad.length > 0
        ? ([wellWithWarnings, ['bold', 'yellow']] as const)
        : ([allWell, ['bold', 'green']] as const);
    this.#line(`\n  ${this.#style([...style], verdict)}\n`);
  }

  #explain(result: StepResult): void {
    const { texts } = this.#settings;
    const [mark, style] = MARKS[result.status];
    const { title, meaning, remedies = [] }: Text = textOf(result, texts);
    this.#line(
      `\n  ${this.#style(style, mark)} ${this.#style('bold', `${texts.steps[result.step]}: ${title}`)}`,
    );
    if (meaning) this.#line(`    ${meaning}`);
    if ('message' in result.facts && result.facts.message) {
      this.#line(`    ${texts.vendorSays(result.facts.message)}`);
    }
    if (remedies.length > 0) this.#line(`\n    ${this.#style('cyan', texts.whatToDo)}`);
    for (const remedy of remedies) this.#line(`    - ${remedy}`);
  }

  /** A step's name, as wide as the widest; blank without one. */
  #label(step?: StepName): string {
    const { steps } = this.#settings.texts;
    const width = Math.max(...STEPS.map((name) => widthOf(steps[name])));
    const name = step ? steps[step] : '';
    return name + ' '.repeat(width - widthOf(name) + 2);
  }

  #erase(): string {
    return this.#settings.interactive ? '\r\u001b[2K' : '';
  }

  #style(style: Style, text: string): string {
    return this.#settings.color ? styleText(style, text, { validateStream: false }) : text;
  }

  #line(text: string): void {
    this.#settings.write(`${text}\n`);
  }
}

/** Columns in a terminal: Hangul takes two. */
function widthOf(text: string): number {
  return text.length + (text.match(/[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]/g)?.length ?? 0);
}
