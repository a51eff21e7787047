// Loaded into the sample application's process before it starts: writes down every access token that its embedded
// simulator hands out, so that a test can look for them where they must not be.
import { appendFileSync } from 'node:fs';
import { ServerResponse } from 'node:http';

const { end } = ServerResponse.prototype;

ServerResponse.prototype.end = function (...args) {
  const token = /"access_token":"([^"]+)"/.exec(String(args[0]))?.[1];
  if (token) appendFileSync(process.env.RECORD_TOKENS_TO, `${token}\n`);
  return end.apply(this, args);
};
