import { type Finding, found } from '../findings.js';
import { addressOf } from '../target.js';

/** Finds the proxy that axios uses for `url`, from the environment variables. */
export function checkProxy(url: URL, env: NodeJS.ProcessEnv): { finding: Finding; proxy?: URL } {
  const variable = proxyVariable(url, env);
  if (variable === undefined) return { finding: found('ok', 'proxy.none', {}) };
  if (isBypassed(url, env['no_proxy'] || env['NO_PROXY'] || '')) {
    return { finding: found('ok', 'proxy.bypassed', { variable }) };
  }
  const proxy = readProxy(env[variable] ?? '');
  if (!proxy) return { finding: found('failed', 'proxy.invalid', { variable }) };
  return { finding: found('ok', 'proxy.used', { variable, proxy: proxy.origin }), proxy };
}

function proxyVariable(url: URL, env: NodeJS.ProcessEnv): string | undefined {
  const scheme = url.protocol === 'http:' ? 'http_proxy' : 'https_proxy';
  return [scheme, scheme.toUpperCase(), 'all_proxy', 'ALL_PROXY'].find((name) => env[name]);
}

function readProxy(value: string): URL | undefined {
  const text = value.includes('://') ? value : `http://${value}`;
  if (!URL.canParse(text)) return undefined;
  const proxy = new URL(text);
  return proxy.protocol === 'http:' || proxy.protocol === 'https:' ? proxy : undefined;
}

/** `NO_PROXY`: `*`, hosts, domains with or without a leading dot, each with or without a port. */
function isBypassed(url: URL, list: string): boolean {
  const { host, port } = addressOf(url);
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .some((entry) => {
      const [, name = '', onlyPort] = /^\[?(.+?)\]?(?::(\d+))?$/.exec(entry) ?? [];
      if (name === '' || (onlyPort !== undefined && Number(onlyPort) !== port)) return false;
      const domain = name.replace(/^\*?\./, '');
      return name === '*' || host === domain || host.endsWith(`.${domain}`);
    });
}
