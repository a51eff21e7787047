import { addToAppModule } from './app-module.js';
import { addVariables } from './env-example.js';
import {
  installTask,
  type NestAddOptions,
  type PackageManager,
  readText,
  type SchematicContext,
  type Tree,
  writeText,
} from './host.js';
import { addDependencies } from './package-json.js';

/**
 * The schematic of `nest add nestjs-esignon-auth`: adds the module with `ConfigService` and `.env.example`, and installs
 * the dependencies. A second run changes nothing. If a file cannot be edited, it says why and writes nothing.
 */
export function nestAdd(options: NestAddOptions): (tree: Tree, context: SchematicContext) => Tree {
  return (tree, context) => {
    const { logger } = context;
    const path = options.module ?? `${options.sourceRoot ?? 'src'}/app.module.ts`;
    const isNew = edit(tree, path, (text) => addToAppModule(text));
    const isMissing = edit(tree, 'package.json', addDependencies);
    if (isMissing) context.addTask(installTask(packageManager(tree)));
    writeText(tree, '.env.example', addVariables);
    if (!isNew) logger.info(`${path} already has EsignonAuthModule: left as it is.`);
    logger.info(NEXT_STEPS);
    return tree;
  };
}

/** Returns whether the file changed. */
function edit(tree: Tree, path: string, change: (text: string) => string): boolean {
  const text = readText(tree, path);
  if (text === undefined) throw refusal(path, 'the file does not exist');
  let changed: string;
  try {
    changed = change(text);
  } catch (error) {
    throw refusal(path, (error as Error).message);
  }
  if (changed !== text) tree.overwrite(path, changed);
  return changed !== text;
}

function refusal(path: string, why: string): Error {
  return new Error(
    `nestjs-esignon-auth cannot edit ${path}: ${why}. Nothing was changed. ` +
      'Name another module with --module <path>, or add EsignonAuthModule.forRootAsync() by hand as the README shows.\n' +
      `${path} 파일을 고칠 수 없어 아무것도 바꾸지 않았습니다. --module <경로>로 다른 모듈을 지정하거나, README를 보고 직접 추가하세요.`,
  );
}

const LOCKS: readonly (readonly [file: string, packageManager: PackageManager])[] = [
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['bun.lock', 'bun'],
];

function packageManager(tree: Tree): PackageManager {
  return LOCKS.find(([file]) => tree.exists(file))?.[1] ?? 'npm';
}

const NEXT_STEPS = `
다음 단계 · Next steps
  cp .env.example .env   # 값을 채우세요 · fill it in
  npx nestjs-esignon-auth check --env .env   # 연결 검사 · tries it
  npm run start:dev
`;
