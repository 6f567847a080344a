import { Agent, request } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';

type Environment = Readonly<Record<string, string | undefined>>;

/** The way to a host through the proxy that the environment names for it; undefined where the way is direct. */
export function proxyAgent(url: URL, env: Environment): Agent | undefined {
  const proxy = proxyFor(url, env);
  if (proxy === undefined) return undefined;
  const agent = url.protocol === 'https:' ? new HttpsAgent() : new Agent();
  agent.createConnection = (_, done) => {
    tunnel(proxy, url).then((socket) => done?.(null, socket), (error: unknown) => done?.(error as Error, undefined as unknown as Duplex));
    return undefined;
  };
  return agent;
}

/** The proxy of an address, by the rules of Go and curl: small letters win, `NO_PROXY` lists hosts and domains, the machine itself is direct. */
export function proxyFor(url: URL, env: Environment): URL | undefined {
  const read = (name: string): string => env[name.toLowerCase()] ?? env[name] ?? '';
  const proxy = read(url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY');
  if (proxy === '' || isDirect(url, read('NO_PROXY'))) return undefined;
  const text = proxy.includes('://') ? proxy : `http://${proxy}`;
  return URL.canParse(text) ? new URL(text) : undefined;
}

function isDirect({ hostname }: URL, list: string): boolean {
  if (hostname === 'localhost' || hostname === '[::1]' || /^127\./.test(hostname)) return true;
  return list.split(',').some((entry) => {
    const name = entry.trim().toLowerCase().replace(/:\d+$/, '');
    if (name === '*') return true;
    const domain = name.replace(/^\*?\./, '');
    return domain !== '' && (hostname.endsWith(`.${domain}`) || (hostname === domain && !name.startsWith('.')));
  });
}

/** A connection to the host that the proxy passes through unread. */
function tunnel(proxy: URL, url: URL): Promise<Duplex> {
  const target = `${url.hostname}:${url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port}`;
  const user = proxy.username === '' ? {} : { 'Proxy-Authorization': `Basic ${Buffer.from(`${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`).toString('base64')}` };
  return new Promise((resolve, reject) => {
    const asked = request({ host: proxy.hostname, port: proxy.port === '' ? 80 : proxy.port, method: 'CONNECT', path: target, headers: { Host: target, ...user } });
    asked.on('error', reject);
    asked.on('connect', (answer, socket) => {
      if (answer.statusCode !== 200) {
        socket.destroy();
        reject(new Error(`proxy ${proxy.host} answers ${String(answer.statusCode)} to CONNECT`));
      } else {
        resolve(url.protocol === 'https:' ? connectTls({ socket, servername: url.hostname }) : socket);
      }
    });
    asked.end();
  });
}
