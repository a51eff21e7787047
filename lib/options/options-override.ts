import type { EsignonAuthOptions } from './options.js';

/**
 * Changes the options of the instance `name` before they are validated. By default it returns them unchanged. It is a
 * provider of every instance, so that a test can replace it, however the options were given.
 */
export type OptionsOverride = (options: EsignonAuthOptions, name: string | undefined) => EsignonAuthOptions;

/** The injection token of the override of all instances. Registered, so that two copies of the package share it. */
export const OPTIONS_OVERRIDE = Symbol.for('nestjs-esignon-auth.options-override');

export const unchanged: OptionsOverride = (options) => options;
