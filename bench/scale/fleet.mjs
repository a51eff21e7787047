// No entry point exports it: the ES build has no file of its own for it.
import { EsignonAuthFactory } from '../../dist/cjs/lib/esignon-auth.factory.js';
import { Store } from './store.mjs';
import { Vendor } from './vendor.mjs';
import { VirtualTime } from './virtual-time.mjs';

const DAY = 24 * 60 * 60_000;
const MINUTE = 60_000;
const ACCOUNT = { companyId: 'acme', email: 'api@acme.kr', password: 'scale-password' };

/**
 * So many processes with one account over one store: all cold within a span, then days of renewals by timer, and in their
 * middle every token revoked, which each process learns of by a rejected call within ten seconds.
 */
export async function fleet({ processes, days, lifetime, commandsASecond, startSpan }) {
  const time = new VirtualTime();
  const vendor = new Vendor(time, lifetime);
  const store = new Store(time, commandsASecond);
  const options = { ...ACCOUNT, store };
  const services = Array.from({ length: processes }, () => {
    const instance = new EsignonAuthFactory(options, undefined, {
      clock: time,
      random: Math.random,
      adapter: vendor.adapter,
    });
    return instance.service;
  });

  const start = await asking(services, time, vendor, startSpan);
  const afterStart = { logins: vendor.logins.total, commands: store.commands.total };
  const middle = Math.floor(days / 2) * DAY;
  await time.run(middle);
  const half = { logins: vendor.logins.total };
  vendor.revokeAll();
  const rejection = await asking(services, time, vendor, 10_000);
  const afterRejection = { logins: vendor.logins.total };
  await time.run(days * DAY);
  for (const service of services) service.onApplicationShutdown();
  const renewals = [
    [start.end, middle],
    [rejection.end, Infinity],
  ];
  return {
    start: { ...start, ...afterStart, worstSecond: store.commands.worstSecond(0, start.end) },
    renewing: {
      loginsADay: vendor.logins.total / days,
      worstDay: vendor.logins.worstDay(DAY),
      worstSecond: Math.max(...renewals.map(([from, to]) => store.commands.worstSecond(from, to))),
      commandsADay: (store.commands.total - afterStart.commands) / days,
    },
    rejection: {
      ...rejection,
      logins: afterRejection.logins - half.logins,
      worstSecond: store.commands.worstSecond(middle, rejection.end),
    },
  };
}

/** Every process asks for a token at some moment of the span; one that the vendor no longer knows is a rejected call. */
async function asking(services, time, vendor, span) {
  const startedAt = time.ms;
  let failed = 0;
  let longest = 0;
  for (const service of services) {
    time.after(Math.random() * span, async () => {
      const askedAt = time.ms;
      try {
        const token = await service.getAccessToken();
        if (!vendor.isGood(token)) await service.replaceRejected(token);
      } catch {
        failed += 1;
      }
      longest = Math.max(longest, time.ms - askedAt);
    });
  }
  await time.run(startedAt + span + 3 * MINUTE);
  return { failed, longest, end: time.ms };
}
