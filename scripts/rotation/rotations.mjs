// Changes a password at the vendor and in a secret, with a gap either way, and counts the logins that follow.
import { randomBytes } from 'node:crypto';
import { renameSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * What is changed first, and what happens to tokens. A login within the gap only where the vendor is first: with the
 * secret first it would try the new password too early, and afterwards nobody has a password that was not refused.
 */
const KINDS = [
  { first: 'vendor', tokens: 'end after the gap' },
  { first: 'secret', tokens: 'end after the gap' },
  { first: 'vendor', tokens: 'end in the gap' },
  { first: 'vendor', tokens: 'are renewed in the gap' },
];

export class Rotations {
  /** One entry for each rotation: its kind, and the logins that the vendor accepted and refused. */
  done = [];
  #vendor;
  #secret;
  #dice;

  /** @param vendor a running simulator whose answers take `latency` ms; @param secret `{ file, account }` */
  constructor(vendor, secret, dice) {
    this.#vendor = vendor;
    this.#secret = secret;
    this.#dice = dice;
    this.writeSecret(secret.account);
    vendor.onRequest(({ kind, resultCode }) => {
      const current = this.done.at(-1);
      if (kind === 'login' && current) current[resultCode === '00' ? 'accepted' : 'refused']++;
    });
  }

  /** Rotates once. `renew` is called where a renewal is to fall into the gap. */
  async rotate({ maxGap, renew }) {
    const rotation = this.#next();
    this.done.push(rotation);
    const account = { ...this.#secret.account, password: randomBytes(12).toString('base64url') };
    const gap = this.#dice.between(0, maxGap);
    const atVendor = () => this.#vendor.setPassword(account);
    const atSecret = () => this.writeSecret(account);
    const [first, second] = rotation.first === 'vendor' ? [atVendor, atSecret] : [atSecret, atVendor];
    const lead =
      rotation.tokens === 'end in the gap' ? Math.min(gap, this.#dice.between(1, this.#maxLead())) : 0;
    first();
    if (rotation.tokens === 'are renewed in the gap') renew();
    await sleep(gap - lead);
    // Ended within the gap, the login reads the old password, and has to learn of the new one from the refusal.
    if (lead > 0) this.#vendor.revokeAll();
    await sleep(lead);
    second();
    if (lead === 0) this.#vendor.revokeAll();
  }

  /** As Kubernetes does it: a reader sees the old file or the new one, never half of one. */
  writeSecret(account) {
    const { file } = this.#secret;
    writeFileSync(`${file}.new`, JSON.stringify(account), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }

  /**
   * How long before the secret the tokens may end so that the secret is there when it is read after the refusal: the
   * answers to a call and to a login lie between. In a longer gap there is no password that anyone could know.
   */
  #maxLead() {
    return 2 * this.#vendor.latency;
  }

  #next() {
    return { ...this.#dice.of(KINDS), accepted: 0, refused: 0 };
  }
}
