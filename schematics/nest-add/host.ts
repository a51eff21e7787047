/**
 * What the Nest CLI's schematics runner hands in, as much of it as is used: its package is no dependency of ours, so
 * that nobody installs it for a file that runs once.
 */

/** The files of the application; nothing is written before the schematic has ended well. */
export interface Tree {
  exists(path: string): boolean;
  read(path: string): { toString(): string } | null;
  create(path: string, content: string): void;
  overwrite(path: string, content: string): void;
}

export interface SchematicContext {
  readonly logger: { info(message: string): void; warn(message: string): void };
  /** Schedules what is done once the files are written. */
  addTask(task: { toConfiguration(): object }): unknown;
}

export type PackageManager = 'npm' | 'pnpm' | 'yarn' | 'bun';

/** What `NodePackageInstallTask` of `@angular-devkit/schematics` asks for: the output is shown where it fails. */
export const installTask = (packageManager: PackageManager) => ({
  toConfiguration: () => ({
    name: 'node-package',
    options: { command: 'install', packageManager, quiet: true, hideOutput: true },
  }),
});

export interface NestAddOptions {
  /** The folder of `app.module.ts`; the CLI passes it. Default `src`. */
  readonly sourceRoot?: string | undefined;
  /** The module's file, where it is another. */
  readonly module?: string | undefined;
}

/** The text of a file, or `undefined` where there is none. */
export function readText(tree: Tree, path: string): string | undefined {
  return tree.read(path)?.toString();
}

/** Makes or changes a file; one that stays as it is is not reported as changed. */
export function writeText(tree: Tree, path: string, change: (before: string | undefined) => string): void {
  const before = readText(tree, path);
  const after = change(before);
  if (before === undefined) tree.create(path, after);
  else if (after !== before) tree.overwrite(path, after);
}
