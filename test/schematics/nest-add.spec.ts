import { describe, expect, it, jest } from '@jest/globals';

import { addToAppModule } from '../../schematics/nest-add/app-module.js';
import { addVariables } from '../../schematics/nest-add/env-example.js';
import type { NestAddOptions, Tree } from '../../schematics/nest-add/host.js';
import { nestAdd } from '../../schematics/nest-add/index.js';
import { addDependencies } from '../../schematics/nest-add/package-json.js';

/** `app.module.ts` as `nest new` writes it; Nest 12 in an ESM application. */
const appModule = (extension: '' | '.js') => `import { Module } from '@nestjs/common';
import { AppController } from './app.controller${extension}';
import { AppService } from './app.service${extension}';

@Module({
  imports: [],
  controllers: [AppController],
  providers: [AppService],
})
export class AppModule {}
`;

const packageJson = (nest: string, more: object = {}) =>
  `${JSON.stringify(
    { name: 'app', dependencies: { '@nestjs/common': nest, rxjs: '^7.8.1', ...more }, devDependencies: {} },
    null,
    2,
  )}\n`;

/** Files in memory; like the real one it refuses to create what is there. */
class Files implements Tree {
  readonly files: Map<string, string>;
  constructor(files: Record<string, string>) {
    this.files = new Map(Object.entries(files));
  }
  exists = (path: string) => this.files.has(path);
  read = (path: string) => this.files.get(path) ?? null;
  create(path: string, content: string) {
    if (this.exists(path)) throw new Error(`${path} already exists`);
    this.files.set(path, content);
  }
  overwrite(path: string, content: string) {
    if (!this.exists(path)) throw new Error(`${path} does not exist`);
    this.files.set(path, content);
  }
}

function add(files: Record<string, string>, options: NestAddOptions = { sourceRoot: 'src' }) {
  const tree = new Files(files);
  const told: string[] = [];
  const tell = (message: string) => void told.push(message);
  const tasks: object[] = [];
  nestAdd(options)(tree, {
    logger: { info: tell, warn: tell },
    addTask: (task) => tasks.push(task.toConfiguration()),
  });
  return { files: Object.fromEntries(tree.files), told: told.join('\n'), tasks };
}

describe('nest add nestjs-esignon-auth', () => {
  it.each(['', '.js'] as const)('adds the module to a new application (imports end in %j)', (extension) => {
    expect(addToAppModule(appModule(extension))).toBe(`import { Module } from '@nestjs/common';
import { AppController } from './app.controller${extension}';
import { AppService } from './app.service${extension}';
import { ConfigModule, ConfigService } from '@nestjs/config';
import { EsignonAuthModule } from 'nestjs-esignon-auth';

@Module({
  imports: [
    ConfigModule.forRoot(),
    EsignonAuthModule.forRootAsync({
      isGlobal: true,
      imports: [ConfigModule],
      inject: [ConfigService],
      useFactory: (config: ConfigService) => ({
        companyId: config.getOrThrow<string>('ESIGNON_COMPANY_ID'),
        email: config.getOrThrow<string>('ESIGNON_EMAIL'),
        password: config.getOrThrow<string>('ESIGNON_PASSWORD'),
        baseUrl: config.get<string>('ESIGNON_BASE_URL') || undefined,
      }),
    }),
  ],
  controllers: [AppController],
  providers: [AppService],
})
export class AppModule {}
`);
  });

  it('changes three files, and says what is next', () => {
    const { files, told } = add({
      'src/app.module.ts': appModule(''),
      'package.json': packageJson('^11.0.1'),
    });
    expect(Object.keys(files)).toEqual(['src/app.module.ts', 'package.json', '.env.example']);
    expect(files['src/app.module.ts']).toContain('EsignonAuthModule.forRootAsync');
    expect(files['.env.example']).toContain('ESIGNON_COMPANY_ID=\nESIGNON_EMAIL=\nESIGNON_PASSWORD=\n');
    expect(JSON.parse(files['package.json'] ?? '')).toMatchObject({
      dependencies: { '@nestjs/axios': '^4.0.1', '@nestjs/config': '^4.0.4', axios: '^1.16.1' },
    });
    expect(told).toContain('npx nestjs-esignon-auth check --env .env');
  });

  it('changes nothing the second time', () => {
    const once = add({ 'src/app.module.ts': appModule('.js'), 'package.json': packageJson('^12.0.1') });
    const twice = add(once.files);
    expect(twice.files).toEqual(once.files);
    expect(twice.told).toContain('src/app.module.ts already has EsignonAuthModule: left as it is.');
    expect(twice.tasks).toEqual([]);
  });

  it.each([
    ['package-lock.json', 'npm'],
    ['pnpm-lock.yaml', 'pnpm'],
    ['yarn.lock', 'yarn'],
    ['bun.lock', 'bun'],
  ])('installs what it added, beside a %s by %s', (lock, packageManager) => {
    const { tasks } = add({
      'src/app.module.ts': appModule(''),
      'package.json': packageJson('^11.0.1'),
      [lock]: '',
    });
    expect(tasks).toMatchObject([{ name: 'node-package', options: { command: 'install', packageManager } }]);
  });

  it('takes the source root of a monorepo’s project, or another module', () => {
    const files = { 'package.json': packageJson('^11.0.1') };
    const path = 'apps/shop/src/app.module.ts';
    const app = add({ ...files, [path]: appModule('') }, { sourceRoot: 'apps/shop/src' });
    expect(app.files[path]).toContain('EsignonAuthModule');
    const other = add(
      { ...files, 'src/sign.module.ts': '@Module({})\nexport class SignModule {}\n' },
      {
        sourceRoot: 'src',
        module: 'src/sign.module.ts',
      },
    );
    expect(other.files['src/sign.module.ts']).toContain('EsignonAuthModule');
  });
});

describe('a module', () => {
  const moduleWith = (metadata: string, before = "import { Module } from '@nestjs/common';\n\n") =>
    `${before}@Module(${metadata})\nexport class AppModule {}\n`;

  it('with imports keeps them, after the added ones', () => {
    const result = addToAppModule(
      moduleWith(`{
  imports: [
    // the database ]
    TypeOrmModule.forRoot({ imports: [x] }),
    UsersModule, // last
  ],
}`),
    );
    expect(result).toContain(
      '  imports: [\n    ConfigModule.forRoot(),\n    EsignonAuthModule.forRootAsync({\n',
    );
    expect(result).toContain(
      '    }),\n    // the database ]\n    TypeOrmModule.forRoot({ imports: [x] }),\n    UsersModule, // last\n  ],\n',
    );
  });

  it('with imports on one line opens them up', () => {
    const result = addToAppModule(moduleWith('{\n  imports: [UsersModule, OrdersModule],\n}'));
    expect(result).toContain('    }),\n    UsersModule, OrdersModule,\n  ],\n}');
  });

  it.each([
    ['{}', '@Module({\n  imports: [\n    ConfigModule'],
    ['{ controllers: [A] }', '    }),\n  ],\n  controllers: [A]\n})\nexport class AppModule {}'],
    ['{\n  controllers: [A],\n}', '    }),\n  ],\n  controllers: [A],\n})\nexport class AppModule {}'],
  ])('without imports gets them: %j', (metadata, expected) => {
    expect(addToAppModule(moduleWith(metadata))).toContain(expected);
  });

  it('that already has ConfigModule gets no second one', () => {
    const before = `import { Module } from '@nestjs/common';\nimport { ConfigModule } from '@nestjs/config';\n\n`;
    const result = addToAppModule(
      moduleWith('{\n  imports: [ConfigModule.forRoot({ isGlobal: true })],\n}', before),
    );
    expect(result).toContain("import { ConfigModule, ConfigService } from '@nestjs/config';");
    expect(result.match(/ConfigModule\.forRoot/g)).toHaveLength(1);
    expect(result.match(/@nestjs\/config/g)).toHaveLength(1);
  });

  it('with imports over several lines keeps this style', () => {
    const before = `import {\n  ConfigModule,\n} from '@nestjs/config';\nimport { Module } from '@nestjs/common';\n`;
    expect(addToAppModule(moduleWith('{ imports: [] }', before))).toContain(
      "import {\n  ConfigModule,\n  ConfigService,\n} from '@nestjs/config';",
    );
  });

  it('keeps its quotes, its indent and its lack of semicolons', () => {
    const result = addToAppModule(
      moduleWith('{\n\timports: [],\n}', 'import { Module } from "@nestjs/common"\n'),
    );
    expect(result).toContain('import { EsignonAuthModule } from "nestjs-esignon-auth"\n');
    expect(result).toContain('\t\t\t\tcompanyId: config.getOrThrow<string>("ESIGNON_COMPANY_ID"),');
    expect(addToAppModule(moduleWith('{\n    imports: [],\n}'))).toContain(
      '\n        ConfigModule.forRoot(),',
    );
  });

  it('beside others is found by its name', () => {
    const source = `@Module({ imports: [] })\nexport class Other {}\n\n${appModule('')}`;
    expect(addToAppModule(source)).toMatch(/^@Module\(\{ imports: \[\] \}\)\nexport class Other/);
  });

  it('is not found in comments and strings', () => {
    const source = `// @Module({ imports: [] }) class AppModule\nconst text = '@Module({}) class AppModule';\n${appModule('')}`;
    expect(addToAppModule(source).match(/EsignonAuthModule\.forRootAsync/g)).toHaveLength(1);
  });

  it('that mentions EsignonAuthModule only in a comment gets it', () => {
    expect(addToAppModule(`// TODO EsignonAuthModule\n${appModule('')}`)).toContain('EsignonAuthModule.for');
  });

  const files = { 'package.json': packageJson('^11.0.1') };
  it.each([
    ['that is not there', undefined, 'the file does not exist'],
    ['without decorator', 'export class AppModule {}', 'it has no @Module({ ... }) class AppModule'],
    ['with metadata from elsewhere', '@Module(metadata)\nexport class AppModule {}', 'it has no @Module'],
    [
      'with a list from elsewhere',
      moduleWith('{ imports: modules }'),
      'imports of its module are not a list',
    ],
    [
      'with a list by its name',
      moduleWith('{ imports, controllers: [] }'),
      'imports of its module are not a list',
    ],
    ['among many', '@Module({})\nclass A {}\n@Module({})\nclass B {}', 'it has no @Module'],
    ['cut off', '@Module({ imports: [\nexport class AppModule {}', 'it has no @Module'],
  ])('%s is refused, and nothing is written', (_, source, why) => {
    const given = source === undefined ? files : { ...files, 'src/app.module.ts': source };
    const tree = new Files(given);
    const logger = { info: () => undefined, warn: () => undefined };
    const addTask = jest.fn();
    expect(() => nestAdd({})(tree, { logger, addTask })).toThrow(why);
    expect(() => nestAdd({})(tree, { logger, addTask })).toThrow(
      /Nothing was changed.*--module <path>.*README/,
    );
    expect(Object.fromEntries(tree.files)).toEqual(given);
    expect(addTask).not.toHaveBeenCalled();
  });
});

describe('package.json', () => {
  it.each([
    ['^10.4.0', '^3.1.3', '^3.3.0'],
    ['^11.0.1', '^4.0.1', '^4.0.4'],
    ['^12.0.1', '^12.0.1', '^12.0.1'],
    ['latest', '^12.0.1', '^12.0.1'],
  ])('for Nest %s gets what fits it', (nest, axios, config) => {
    const text = addDependencies(packageJson(nest));
    const { dependencies } = JSON.parse(text) as { dependencies: Record<string, string> };
    expect(dependencies).toMatchObject({ '@nestjs/axios': axios, '@nestjs/config': config });
    expect(Object.keys(dependencies)).toEqual(Object.keys(dependencies).sort());
    expect(dependencies).toMatchObject({ axios: '^1.16.1', 'class-validator': '^0.14.2' });
    expect(text).toMatch(/^\{\n {2}"name": "app",\n[^]*\}\n$/);
  });

  it('keeps what it has', () => {
    const has = {
      '@nestjs/axios': '4.0.0',
      '@nestjs/config': '^3.0.0',
      axios: '1.17.0',
      'class-validator': '0.15.1',
    };
    const text = packageJson('^11.0.1', has);
    expect(addDependencies(text)).toBe(text);
  });

  it.each([
    ['^9.0.0', 'none of the versions 10, 11 and 12'],
    ['^13.0.0', 'none of the versions'],
  ])('for Nest %s is refused', (nest, why) => {
    expect(() => addDependencies(packageJson(nest))).toThrow(why);
  });

  it('of something else is refused', () => {
    expect(() => addDependencies('{}')).toThrow('no @nestjs/common among its dependencies');
  });
});

describe('.env.example', () => {
  it('keeps what it has', () => {
    expect(addVariables('PORT=3000')).toMatch(/^PORT=3000\n\n# 이싸인온/);
    const done = addVariables(undefined);
    expect(addVariables(done)).toBe(done);
    expect(addVariables('# ESIGNON_COMPANY_ID=acme\n')).toBe('# ESIGNON_COMPANY_ID=acme\n');
  });
});
