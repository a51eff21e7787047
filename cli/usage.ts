/** The problems of a command line, with the facts in the text of each. */
export interface UsageProblems {
  'no-command': NoFacts;
  'unknown-command': { readonly given: string };
  'unknown-option': { readonly option: string };
  'missing-value': { readonly option: string };
  'unexpected-value': { readonly option: string };
  'env-file': NoFacts;
  'wrong-language': { readonly given: string };
  'wrong-timeout': { readonly given: string };
  'unwritable-file': { readonly option: string; readonly path: string; readonly reason: string };
  'unreadable-file': { readonly option: string; readonly path: string; readonly reason: string };
}

type NoFacts = Readonly<Record<string, never>>;

export type UsageTexts = { readonly [Code in keyof UsageProblems]: (facts: UsageProblems[Code]) => string };

/** The command line is invalid. The message is formatted later, when the language is known. */
export class UsageError<Code extends keyof UsageProblems = keyof UsageProblems> extends Error {
  readonly problem: Code;
  readonly facts: UsageProblems[Code];

  constructor(problem: Code, facts: UsageProblems[Code]) {
    super(problem);
    this.problem = problem;
    this.facts = facts;
  }

  /** Returns the message in one language. */
  textIn(texts: UsageTexts): string {
    return texts[this.problem](this.facts);
  }
}
