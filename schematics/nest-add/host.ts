/**
 * The parts of the schematics API that are used. `@angular-devkit/schematics` is not a dependency, so that users do not
 * install it for code that runs once.
 */

/** The files of the application. Changes are written when the schematic has succeeded. */
export interface Tree {
  exists(path: string): boolean;
  read(path: string): { toString(): string } | null;
  create(path: string, content: string): void;
  overwrite(path: string, content: string): void;
}

export interface SchematicContext {
  readonly logger: { info(message: string): void; warn(message: string): void };
  /** Schedules a task for after the files are written. */
  addTask(task: { toConfiguration(): object }): unknown;
}

export type PackageManager = 'npm' | 'pnpm' | 'yarn' | 'bun';

/** The configuration of `NodePackageInstallTask` of `@angular-devkit/schematics`. The output is shown if it fails. */
export const installTask = (packageManager: PackageManager) => ({
  toConfiguration: () => ({
    name: 'node-package',
    options: { command: 'install', packageManager, quiet: true, hideOutput: true },
  }),
});

export interface NestAddOptions {
  /** The folder of `app.module.ts`, passed by the CLI. Default `src`. */
  readonly sourceRoot?: string | undefined;
  /** The file of another module. */
  readonly module?: string | undefined;
}

/** Returns the text of a file, or `undefined` if it does not exist. */
export function readText(tree: Tree, path: string): string | undefined {
  return tree.read(path)?.toString();
}

/** Creates or changes a file. An unchanged file is not written, so that it is not reported as changed. */
export function writeText(tree: Tree, path: string, change: (before: string | undefined) => string): void {
  const before = readText(tree, path);
  const after = change(before);
  if (before === undefined) tree.create(path, after);
  else if (after !== before) tree.overwrite(path, after);
}
