import type { EsignonAuthOptions } from './options.js';

/**
 * Changes the options of an instance before they are validated; `name` is the instance's. Each instance has it as a
 * provider that returns the options as they are, so that a test can replace it whatever the options come from.
 */
export type OptionsOverride = (options: EsignonAuthOptions, name: string | undefined) => EsignonAuthOptions;

/** The injection token of the override, one for all instances. Registered, so that two copies of the package agree. */
export const OPTIONS_OVERRIDE = Symbol.for('nestjs-esignon-auth.options-override');

export const unchanged: OptionsOverride = (options) => options;
