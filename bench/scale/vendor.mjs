import { AxiosHeaders } from 'axios';

import { Tally } from './tally.mjs';

const LATENCY = 300;

/** The vendor as an axios adapter: every login takes 300 ms and ends in a token of the lifetime. */
export class Vendor {
  logins = new Tally();
  #time;
  #lifetime;
  #good = new Set();

  constructor(time, lifetime) {
    this.#time = time;
    this.#lifetime = lifetime;
  }

  isGood = (accessToken) => this.#good.has(accessToken);
  revokeAll = () => this.#good.clear();

  adapter = async (config) => {
    this.logins.count(this.#time.ms);
    await this.#time.sleep(LATENCY);
    const accessToken = `token-${this.logins.total}-${this.#time.ms}`;
    this.#good.add(accessToken);
    const header = { response_code: '1001A', result_code: '00', result_msg: '', session_id: '' };
    const body = {
      access_token: accessToken,
      device_id: 'd',
      expire_date: this.#time.now() + this.#lifetime,
    };
    const headers = new AxiosHeaders({ 'content-type': 'application/json' });
    return {
      status: 200,
      statusText: '',
      headers,
      config,
      data: JSON.stringify({ header, body }),
      request: {},
    };
  };
}
