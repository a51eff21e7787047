import { it } from '@jest/globals';

/**
 * `TEST_FULL=true npm test`: with every variant of what `npm test` tries in one or two. Files whose name ends with
 * `.full.spec.ts` run in a full run only (jest.config.mjs).
 */
const full = process.env['TEST_FULL'] === 'true';

/** The number that a full run takes, or the smaller one. */
export function inFull(most: number, few: number): number {
  return full ? most : few;
}

/** All variants in a full run, otherwise the first ones, which stand for the others. */
export function variants<T>(all: readonly T[], few = 1): readonly T[] {
  return full ? all : all.slice(0, few);
}

/** `it` for what takes long, such as a process of its own, to show a variant of what another test shows: in a full run only. */
export const itInFull: (name: string, test: () => Promise<void> | void) => void = full ? it : () => undefined;
