import { once } from 'node:events';
import { isIP, type Socket } from 'node:net';
import { connect, type PeerCertificate, rootCertificates, type TLSSocket } from 'node:tls';

import { scrub } from '../../lib/login/scrub.js';
import { type Finding, type Findings, found } from '../findings.js';
import { within } from '../within.js';

const DAY = 24 * 60 * 60_000;

export interface TlsRequest {
  /** Connected to the server, possibly through a proxy. */
  readonly socket: Socket;
  readonly host: string;
  readonly port: number;
  readonly timeout: number;
  readonly ca: string | undefined;
}

/**
 * Makes the TLS handshake and reads the certificate, even if it is not trusted. Every problem that it reports would make
 * the login fail. Sends nothing over the connection.
 */
export async function checkTls({ socket, host, port, timeout, ca }: TlsRequest): Promise<Finding> {
  const tls = connect({
    socket,
    ...(isIP(host) ? { host } : { servername: host }),
    ...(ca !== undefined && { ca: [...rootCertificates, ca] }),
    // So that an invalid certificate can be read. `authorizationError` says what is wrong.
    rejectUnauthorized: false,
  });
  // An error after the time-out must not end the process.
  tls.on('error', () => undefined);
  try {
    await within(timeout, once(tls, 'secureConnect'));
    return findingOf(tls, host);
  } catch (error) {
    const { code = 'ETIMEDOUT' } = error as NodeJS.ErrnoException;
    const isPlain = code === 'ERR_SSL_WRONG_VERSION_NUMBER' || code === 'ERR_SSL_PACKET_LENGTH_TOO_LONG';
    return isPlain
      ? found('failed', 'tls.no-tls', { host, port })
      : found('failed', 'tls.failed', { reason: code });
  } finally {
    tls.destroy();
  }
}

/** The finding for each error code of OpenSSL or Node. */
const WRONG: Readonly<
  Record<string, 'tls.expired' | 'tls.not-yet-valid' | 'tls.self-signed' | 'tls.unknown-issuer'>
> = {
  CERT_HAS_EXPIRED: 'tls.expired',
  CERT_NOT_YET_VALID: 'tls.not-yet-valid',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'tls.self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'tls.unknown-issuer',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'tls.unknown-issuer',
  UNABLE_TO_GET_ISSUER_CERT: 'tls.unknown-issuer',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'tls.unknown-issuer',
};

function findingOf(tls: TLSSocket, host: string): Finding {
  const peer = tls.getPeerCertificate();
  const certificate = certificateOf(peer);
  if (tls.authorized) {
    const daysLeft = Math.floor((Date.parse(certificate.validTo) - Date.now()) / DAY);
    return found('ok', 'tls.trusted', { ...certificate, daysLeft, protocol: tls.getProtocol() ?? 'TLS' });
  }
  // Node sets the code as a string, unlike its declared type.
  const reason = String(tls.authorizationError);
  if (reason === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    const names = clean(peer.subjectaltname ?? certificate.subject);
    return found('failed', 'tls.wrong-host', { ...certificate, host, names });
  }
  const code = WRONG[reason];
  return code ? found('failed', code, certificate) : found('failed', 'tls.failed', { reason: clean(reason) });
}

function certificateOf({ subject, issuer, valid_from, valid_to }: PeerCertificate): Findings['tls.expired'] {
  return {
    subject: clean(nameIn(subject)),
    issuer: clean(nameIn(issuer)),
    validFrom: new Date(valid_from).toISOString(),
    validTo: new Date(valid_to).toISOString(),
  };
}

function nameIn(name: PeerCertificate['subject']): string {
  return String((name as Partial<typeof name>).CN ?? (name as Partial<typeof name>).O ?? '?');
}

/** Removes control characters from the text of a certificate, since a terminal would execute them. */
const clean = (text: string): string => scrub(text, []);
