/** As in Nest's starters: the metadata of constructors says what to inject. */
export const TSCONFIG = {
  compilerOptions: {
    target: 'es2022',
    module: 'nodenext',
    esModuleInterop: true,
    isolatedModules: true,
    strict: true,
    skipLibCheck: true,
    experimentalDecorators: true,
    emitDecoratorMetadata: true,
    types: ['node'],
    rootDir: '.',
  },
};

/** The same for swc. */
export const swc = (format) => ({
  jsc: {
    target: 'es2022',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
    keepClassNames: true,
  },
  module: { type: format === 'esm' ? 'es6' : 'commonjs' },
});

/** Nest 12 is made of ES modules, Nest 10 and 11 of CommonJS; users' applications follow. */
export const nativeFormat = (nest) => (nest === '12' ? 'esm' : 'cjs');

/** With `--full` also the other format, where the two can be mixed. */
export const formats = (nest, full) => (full ? ['cjs', 'esm'] : [nativeFormat(nest)]);
