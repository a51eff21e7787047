/** The findings of a step: the stable `code` of the JSON report, and the facts in its text. No fact is a secret. */
export interface Findings {
  'settings.read': { readonly variables: readonly string[] };
  'settings.doubtful': { readonly padded: readonly string[]; readonly overridden: readonly string[] };
  'settings.missing': { readonly variables: readonly string[]; readonly hasDotEnv: boolean };
  'settings.invalid': { readonly variables: readonly string[] };

  'proxy.none': NoFacts;
  'proxy.bypassed': { readonly variable: string };
  'proxy.used': { readonly variable: string; readonly proxy: string };
  'proxy.invalid': { readonly variable: string };

  'dns.resolved': { readonly host: string; readonly addresses: readonly string[] };
  'dns.address': { readonly host: string };
  'dns.not-found': { readonly host: string; readonly isProxy: boolean };
  'dns.unavailable': { readonly host: string; readonly reason: string };

  'tcp.connected': { readonly host: string; readonly port: number };
  'tcp.tunnelled': { readonly host: string; readonly port: number; readonly proxy: string };
  'tcp.refused': { readonly host: string; readonly port: number; readonly isProxy: boolean };
  'tcp.timeout': { readonly host: string; readonly port: number; readonly isProxy: boolean };
  'tcp.unreachable': {
    readonly host: string;
    readonly port: number;
    readonly isProxy: boolean;
    readonly reason: string;
  };
  'tcp.proxy-login': { readonly proxy: string };
  'tcp.proxy-denied': { readonly proxy: string; readonly status: number };

  'tls.trusted': Certificate & { readonly protocol: string; readonly daysLeft: number };
  'tls.none': NoFacts;
  'tls.expired': Certificate;
  'tls.not-yet-valid': Certificate;
  'tls.self-signed': Certificate;
  'tls.unknown-issuer': Certificate;
  'tls.wrong-host': Certificate & { readonly host: string; readonly names: string };
  'tls.no-tls': { readonly host: string; readonly port: number };
  'tls.failed': { readonly reason: string };

  'login.succeeded': NoFacts;
  'login.wrong-credentials': Refusal;
  'login.company-not-allowed': Refusal;
  'login.malformed': Refusal;
  'login.server-exception': Refusal;
  'login.refused': Refusal;
  'login.status': { readonly status: number; readonly resultCode?: string; readonly message?: string };
  'login.not-found': { readonly status: number };
  'login.too-many': { readonly status: number; readonly retryAfterMs?: number };
  'login.redirect': { readonly status: number; readonly location?: string };
  'login.html': NoFacts;
  /** `detail`: the login client's own message, in English. */
  'login.nonsense': { readonly detail: string };
  'login.timeout': { readonly timeoutMs: number };
  'login.unreachable': { readonly reason?: string };

  'clock.agrees': NoFacts;
  /** `aheadMs`: how much the server's clock is ahead of this machine's. */
  'clock.differs': { readonly aheadMs: number };
  'clock.wrong': { readonly aheadMs: number };
  'clock.unknown': NoFacts;

  'expire-date.read': ExpireDate;
  /** Read as Korean time, although the time of day suggests UTC. */
  'expire-date.maybe-utc': ExpireDate;
  'expire-date.unreadable': {
    readonly received: string;
    readonly reason: 'unreadable' | 'implausible';
    readonly expiresAt: string;
  };

  skipped: NoFacts;
}

type NoFacts = Readonly<Record<string, never>>;

interface Certificate {
  readonly subject: string;
  readonly issuer: string;
  /** ISO 8601. */
  readonly validFrom: string;
  readonly validTo: string;
}

interface Refusal {
  readonly resultCode: string;
  /** The vendor's message, without secrets and the e-mail address. */
  readonly message?: string;
}

export interface ExpireDate {
  /** As the vendor sent it, as JSON. */
  readonly received: string;
  readonly format: 'vendor' | 'iso' | 'compact' | 'epoch-seconds' | 'epoch-ms';
  /** `named`: the text has a zone; `assumed`: the default of `expireDateOffset`; `none`: a number needs no zone. */
  readonly zone: 'named' | 'assumed' | 'none';
  /** ISO 8601, by this machine's clock. */
  readonly expiresAt: string;
  readonly lifetimeMs: number;
}

export type FindingCode = keyof Findings;

export const STEPS = ['settings', 'proxy', 'dns', 'tcp', 'tls', 'login', 'clock', 'expire-date'] as const;
export type StepName = (typeof STEPS)[number];

/** A warning does not fail the check. */
export type StepStatus = 'ok' | 'warning' | 'failed' | 'skipped';

type FindingOf<Code extends FindingCode> = {
  readonly [C in Code]: { readonly status: StepStatus; readonly code: C; readonly facts: Findings[C] };
}[Code];

/** What one step found. */
export type Finding = FindingOf<FindingCode>;

/** A finding, and the step that made it. */
export type StepResult = Finding & { readonly step: StepName; readonly durationMs: number };

/** Creates a finding whose facts match its code. */
export function found<Code extends FindingCode>(
  status: StepStatus,
  code: Code,
  facts: Findings[Code],
): Finding {
  return { status, code, facts } as unknown as Finding;
}
