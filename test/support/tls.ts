import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

export interface Certificates {
  /** The authority that signed all but `selfSigned`. */
  readonly ca: string;
  readonly good: Certificate;
  readonly expired: Certificate;
  /** For another host than loopback. */
  readonly wrongHost: Certificate;
  readonly selfSigned: Certificate;
}

/** Certificates for loopback, made by the `openssl` on the path; `undefined` where there is none. */
export function makeCertificates(): Certificates | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'certificates-'));
  try {
    return certificatesIn(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const LOOPBACK = 'IP:127.0.0.1,IP:::1,DNS:localhost';

function certificatesIn(folder: string): Certificates {
  const path = (name: string): string => join(folder, name);
  const read = (name: string): string => readFileSync(path(name), 'utf8');
  const openssl = (args: string): void =>
    void execFileSync('openssl', args.split(' '), { cwd: folder, stdio: 'pipe' });
  const key = '-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes';

  const issue = (name: string, names: string, days: number): Certificate => {
    writeFileSync(path('names'), `subjectAltName=${names}`);
    openssl(`req -new ${key} -keyout ${name}.key -out ${name}.csr -subj /CN=${name}`);
    openssl(
      `x509 -req -in ${name}.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days ${days} -extfile names -out ${name}.crt`,
    );
    return { key: read(`${name}.key`), cert: read(`${name}.crt`) };
  };

  openssl(`req -x509 ${key} -keyout ca.key -out ca.crt -days 2 -subj /CN=authority`);
  openssl(
    `req -x509 ${key} -keyout self.key -out self.crt -days 2 -subj /CN=self -addext subjectAltName=${LOOPBACK}`,
  );
  return {
    ca: read('ca.crt'),
    good: issue('good', LOOPBACK, 2),
    expired: issue('expired', LOOPBACK, -1),
    wrongHost: issue('elsewhere', 'DNS:elsewhere.example', 2),
    selfSigned: { key: read('self.key'), cert: read('self.crt') },
  };
}
