import { dateProblem, optionalTextProblem, type Problem, textProblem } from './limits.js';
import type {
  EsignonExportApiInfo,
  EsignonFieldValue,
  EsignonSignerRequest,
  EsignonStartReference,
} from './start-types.js';
import type { MergedStart } from './start-request.js';
import type { EsignonTemplate } from './template-types.js';

/* The limits of `startsimple`. eSignon refuses a violation with -1, 19 or 20, and only its message says what is wrong. */

const LONGEST_NAME = 128;
/** The documentation also lists a full stop, which document names do have; it is not checked here. */
const NAME_CHARACTERS = /['"\\/:|<>*?]/;
const LONGEST_COMMENT = 250;
const LONGEST_HINT = 50;
const PASSWORD = /^[^'"\\\p{Script=Hangul}]{4,15}$/u;
const LARGEST_PICTURE = 1024 * 1024;
/** How JPEG and PNG begin, in Base64. */
const PICTURE = /^(?:\/9j\/|iVBORw0KGgo)/;

/** Every problem of a start that can be known before it is sent. */
export function startProblems(start: MergedStart, now: number): Problem[] {
  const { request, callback, reference, template } = start;
  const fields = Object.entries(request.fields ?? {});
  return [
    ...nameProblems(request.name),
    textProblem('templateId', request.templateId),
    ...signersProblems(request.signers),
    ...fields.map(([name, value]) => fieldProblem(name, value)),
    optionalTextProblem('comment', request.comment, LONGEST_COMMENT),
    request.expiresAt && deadlineProblem(request.expiresAt, now),
    ...(reference ? referenceProblems(reference, request.fields?.[reference.field]) : []),
    ...(callback ? callbackProblems(callback) : []),
    ...(template && Array.isArray(request.signers) ? templateProblems(template, start) : []),
  ];
}

function nameProblems(name: unknown): Problem[] {
  const hasForbidden = typeof name === 'string' && NAME_CHARACTERS.test(name);
  return [
    textProblem('name', name, LONGEST_NAME),
    hasForbidden ? `name has one of the characters ' " \\ / : | < > * ?` : undefined,
  ];
}

function signersProblems(signers: readonly EsignonSignerRequest[]): Problem[] {
  if (!Array.isArray(signers) || signers.length === 0) return ['signers must have one for each step'];
  return signers.flatMap((signer: EsignonSignerRequest, index) =>
    signerProblems(signer, `signers[${index}]`),
  );
}

function signerProblems(
  { name, contact, phone, password, passwordHint }: EsignonSignerRequest,
  at: string,
): Problem[] {
  return [
    textProblem(`${at}.name`, name),
    textProblem(`${at}.contact`, contact),
    optionalTextProblem(`${at}.phone`, phone),
    password === undefined || (typeof password === 'string' && PASSWORD.test(password))
      ? undefined
      : `${at}.password must have 4 to 15 characters, and neither Hangul nor one of ' " \\`,
    optionalTextProblem(`${at}.passwordHint`, passwordHint, LONGEST_HINT),
  ];
}

function fieldProblem(name: string, value: EsignonFieldValue): Problem {
  const at = `fields.${name}`;
  if (value instanceof Date) return dateProblem(at, value);
  if (value instanceof Uint8Array)
    return pictureProblem(at, value.byteLength, Buffer.from(value.subarray(0, 12)));
  if (typeof value === 'boolean') return undefined;
  if (typeof value !== 'string') return `${at} must be a text, a boolean, a Date or the bytes of a picture`;
  return PICTURE.test(value) ? sizeProblem(at, (value.length * 3) / 4) : undefined;
}

function pictureProblem(at: string, size: number, start: Buffer): Problem {
  return PICTURE.test(start.toString('base64'))
    ? sizeProblem(at, size)
    : `${at} must be a JPEG or PNG picture`;
}

function sizeProblem(at: string, size: number): Problem {
  return size > LARGEST_PICTURE ? `${at} is a picture of more than 1 MB` : undefined;
}

function deadlineProblem(expiresAt: Date, now: number): Problem {
  return (
    dateProblem('expiresAt', expiresAt) ??
    (expiresAt.getTime() <= now ? 'expiresAt is in the past' : undefined)
  );
}

function referenceProblems({ field, value }: EsignonStartReference, given: unknown): Problem[] {
  const differs = given !== undefined && given !== value;
  return [
    textProblem('reference.field', field),
    textProblem('reference.value', value),
    differs ? `fields.${field} has another value than the reference` : undefined,
  ];
}

function callbackProblems({ url, authorization }: EsignonExportApiInfo): Problem[] {
  return [
    typeof url === 'string' && URL.canParse(url) ? undefined : 'callback.url must be an absolute URL',
    textProblem('callback.authorization', authorization),
  ];
}

function templateProblems(template: EsignonTemplate, { request, reference }: MergedStart): Problem[] {
  const known = new Set(template.fields.map(({ name }) => name));
  const names = [...Object.keys(request.fields ?? {}), ...(reference ? [reference.field] : [])];
  const { id, steps } = template;
  const { signers } = request;
  return [
    id === request.templateId ? undefined : `templateId is not the ID of the template, ${id}`,
    steps === undefined || steps === signers.length
      ? undefined
      : `the template has ${steps} steps, but there are ${signers.length} signers`,
    ...names.map((name) => (known.has(name) ? undefined : `the template has no field ${name}`)),
  ];
}
