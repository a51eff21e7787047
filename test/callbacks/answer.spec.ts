import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Controller, type ExecutionContext, Injectable, Post, UseGuards } from '@nestjs/common';
import { EsignonCallback, EsignonCallbackGuard } from 'nestjs-esignon-auth/callbacks';

import { CapturedLog } from '../support/captured-log.js';
import { variants } from '../support/full.js';
import { formsIn, leaksOf } from '../support/leaks.js';
import {
  CallbackApp,
  DocumentVendor,
  event,
  eventually,
  Inbox,
  KEY,
  PLATFORM_NAMES,
} from './callback-app.js';

let vendor: DocumentVendor;
let app: CallbackApp;
beforeEach(async () => {
  vendor = await DocumentVendor.start();
  vendor.statuses.set('main/901', 'Playing');
});
afterEach(async () => {
  await app.app.close();
  await vendor.vendor.stop();
});

describe.each(variants(PLATFORM_NAMES))('E3 on %s', (platform) => {
  it('the answer goes out before the handler has ended, and before eSignon was asked', async () => {
    app = await CallbackApp.start({ platform, vendor });
    const answered: string[] = [];
    let end = (): void => undefined;
    const onCall = vendor.vendor.onCall;
    vendor.vendor.onCall = async (request, response) => {
      await new Promise<void>((resolve) => (end = resolve));
      answered.push('eSignon');
      await onCall(request, response);
    };
    const { status, text } = await app.post(event(), { authorization: await app.token() });
    answered.push('callback');
    expect([status, text]).toEqual([200, '']);
    expect(app.inbox.events).toEqual([]);
    // It may not have been asked yet.
    while (app.inbox.events.length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      end();
    }
    expect(answered).toEqual(['callback', 'eSignon']);
  });

  it('a handler that throws what cannot be printed is one that failed, and nothing more', async () => {
    app = await CallbackApp.start({ platform, vendor, options: { confirm: false } });
    const authorization = await app.token();
    const same = event();
    for (const thrown of [Object.create(null), undefined]) {
      app.inbox.handle = () => Promise.reject(thrown as Error);
      expect((await app.post(same, { authorization })).status).toBe(200);
      await eventually(() => app.inbox.events.length > 0);
      app.inbox.events.length = 0;
    }
    app.inbox.handle = () => undefined;
    await app.post(same, { authorization });
    await app.inbox.until(1);
  });

  it('a handler that throws or rejects is logged, with the document, and was answered 200', async () => {
    app = await CallbackApp.start({ platform, vendor, options: { confirm: false } });
    const log = new CapturedLog();
    app.app.useLogger(log.logger);
    for (const handle of [
      () => {
        throw new Error('of the handler');
      },
      () => Promise.reject(new Error('of the handler')),
    ]) {
      log.text = '';
      app.inbox.handle = handle;
      expect((await app.post(event(), { authorization: await app.token() })).status).toBe(200);
      await eventually(() => log.text.includes('of the handler'));
      expect(log.text).toMatch(/An eSignon event of document 901 failed: it is handled again/);
    }
    log.stop();
    app.app.useLogger(false);
  });

  it('X1: neither a key nor a token is logged, and a forged one leaves no line', async () => {
    const log = new CapturedLog();
    app = await CallbackApp.start({ platform, vendor });
    app.app.useLogger(log.logger);
    const authorization = await app.token({ account: 'nobody', context: 'order-7' });
    log.text = '';
    for (let forged = 0; forged < 20; forged++)
      await app.post(event(), { authorization: `${authorization}x` });
    expect(log.text).toBe('');
    const posted = event() as { header: object };
    Object.assign(posted.header, { authorization });
    await app.post(posted, { authorization });
    await eventually(() => log.text.includes('of document 901 failed'));
    await app.post({ nothing: 1 }, { authorization });
    log.stop();
    for (const secret of [KEY, authorization, authorization.split('.')[2]!])
      expect(formsIn(log.text, secret)).toEqual([]);
    app.app.useLogger(false);
  });
});

describe('X1: nothing that the package prints', () => {
  it('holds a key or a token', async () => {
    app = await CallbackApp.start({ vendor });
    const info = await app.callbacks.exportApiInfo({ path: '/esignon/callback', context: 'order-7' });
    const posted = event() as { header: object };
    Object.assign(posted.header, { authorization: info.authorization });
    await app.post(posted, { authorization: info.authorization });
    const [received] = await app.inbox.until(1);
    expect(received?.context).toBe('order-7');
    for (const secret of [KEY, info.authorization]) {
      expect(leaksOf(received!, secret)).toEqual([]);
      expect(leaksOf(app.callbacks, secret)).toEqual([]);
      // What is sent to eSignon has it in JSON, and only there.
      expect(leaksOf(info, secret).filter((leak) => !leak.startsWith('JSON'))).toEqual([]);
    }
    expect(JSON.parse(JSON.stringify(info))).toEqual({ ...info });
  });
});

@Controller()
class MisusedController {
  constructor(private readonly inbox: Inbox) {}

  @Post('unguarded')
  unguarded(@EsignonCallback() received: never): void {
    this.inbox.receive(received);
  }

  @UseGuards(EsignonCallbackGuard)
  @Post('without-event')
  withoutEvent(): void {
    this.inbox.receive({} as never);
  }

  @UseGuards(EsignonCallbackGuard.for('crm'))
  @Post('of-another')
  ofAnother(@EsignonCallback() received: never): void {
    this.inbox.receive(received);
  }
}

@Injectable()
class LenientGuard extends EsignonCallbackGuard {
  override async canActivate(context: ExecutionContext): Promise<boolean> {
    await super.canActivate(context).catch(() => false);
    return true;
  }
}

@Controller()
class LenientController {
  constructor(private readonly inbox: Inbox) {}

  @UseGuards(LenientGuard)
  @Post('lenient')
  handle(@EsignonCallback() received: never): void {
    this.inbox.receive(received);
  }
}

describe('a handler that forgets a half', () => {
  it.each(['/unguarded', '/without-event', '/of-another', '/lenient'])('is not run: %s', async (path) => {
    app = await CallbackApp.start({ vendor, controllers: [MisusedController, LenientController] });
    const authorization = path === '/lenient' ? 'forged' : await app.token({ path });
    expect((await app.post(event(), { authorization, path })).status).toBe(500);
    expect(app.inbox.events).toEqual([]);
  });
});

@Controller()
class TwiceController {
  constructor(private readonly inbox: Inbox) {}

  @UseGuards(EsignonCallbackGuard)
  @Post('twice')
  handle(@EsignonCallback() received: never, @EsignonCallback() same: never): void {
    this.inbox.receive(received);
    this.inbox.receive(same);
  }
}

describe('a handler that takes the event twice', () => {
  it('is run once', async () => {
    app = await CallbackApp.start({ vendor, controllers: [TwiceController] });
    const authorization = await app.token({ path: '/twice' });
    await app.post(event(), { authorization, path: '/twice' });
    const [one, other] = await app.inbox.until(2);
    expect(one).toBe(other);
  });
});

describe('the shutdown', () => {
  it('waits for handlers of events that were answered', async () => {
    app = await CallbackApp.start({ vendor });
    let ended = false;
    app.inbox.handle = async () => {
      await new Promise((resolve) => setTimeout(resolve, 100));
      ended = true;
    };
    await app.post(event(), { authorization: await app.token() });
    await app.inbox.until(1);
    await app.app.close();
    expect(ended).toBe(true);
  });
});
