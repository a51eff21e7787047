import { addImportLine } from './import-lines.js';
import { mask } from './mask.js';
import { addImports } from './module-metadata.js';

const CONFIG_MODULE = 'ConfigModule.forRoot()';

/** Global, so that every module can inject the HTTP client. The variables are those of `.env.example`. */
const ESIGNON_AUTH_MODULE = `EsignonAuthModule.forRootAsync({
  isGlobal: true,
  imports: [ConfigModule],
  inject: [ConfigService],
  useFactory: (config: ConfigService) => ({
    companyId: config.getOrThrow<string>('ESIGNON_COMPANY_ID'),
    email: config.getOrThrow<string>('ESIGNON_EMAIL'),
    password: config.getOrThrow<string>('ESIGNON_PASSWORD'),
    baseUrl: config.get<string>('ESIGNON_BASE_URL') || undefined,
  }),
})`;

/**
 * Adds `EsignonAuthModule` to the source of the application's module, and `ConfigModule` if it is missing. Returns the
 * source unchanged if it already imports `EsignonAuthModule`.
 *
 * @throws `Error` that says why `source` cannot be edited
 */
export function addToAppModule(source: string): string {
  const code = mask(source);
  if (/\bEsignonAuthModule\b/.test(code)) return source;
  const hasConfig = /\bConfigModule\s*\.\s*forRoot/.test(code);
  const elements = [...(hasConfig ? [] : [CONFIG_MODULE]), ESIGNON_AUTH_MODULE];
  const listed = addImports(source, elements.map(quotedAs(source)));
  const configured = addImportLine(listed, ['ConfigModule', 'ConfigService'], '@nestjs/config');
  return addImportLine(configured, ['EsignonAuthModule'], 'nestjs-esignon-auth');
}

/** Uses the quotes of the file. */
const quotedAs =
  (source: string) =>
  (element: string): string =>
    /from\s+"/.test(source) ? element.replaceAll("'", '"') : element;
