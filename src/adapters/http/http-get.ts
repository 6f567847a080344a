import { request as requestHttp, STATUS_CODES, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as requestHttps } from 'node:https';
import { EddyError } from '../../diagnostics/index.ts';
import { maskPassword } from '../../std/mask-password.ts';
import { proxyAgent } from './proxy-agent.ts';

/** A file to get. */
export interface HttpRequest {
  /** A user name and password in it go to its own host only. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Of the whole transfer. */
  readonly timeoutMs: number;
  readonly maxBytes: number;
  /** Names proxies: `HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
}

/** What a server answered, whatever its status. */
export interface HttpAnswer {
  readonly status: number;
  readonly statusText: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly bytes: Uint8Array;
}

const MAX_REDIRECTS = 10;

/**
 * Gets a file, following redirects as Go's client does.
 *
 * @throws EddyError HttpFailed when no answer comes, it takes too long, is too large or leads in circles
 */
export async function httpGet(request: HttpRequest): Promise<HttpAnswer> {
  const deadline = AbortSignal.timeout(request.timeoutMs);
  let url = parsed(request.url, request.url);
  for (let redirects = 0; ; redirects++) {
    const answer = await getOnce(url, request, deadline);
    const { location } = answer.headers;
    if (answer.status < 301 || answer.status > 308 || answer.status === 304 || location === undefined) return answer;
    if (redirects >= MAX_REDIRECTS) throw failed(url, 'stopped after 10 redirects');
    url = redirected(url, location);
  }
}

function parsed(text: string, shown: string, base?: URL): URL {
  const url = URL.canParse(text, base?.href) ? new URL(text, base) : undefined;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url;
  throw new EddyError('HttpFailed', `Get "${maskPassword(shown)}": unsupported address`);
}

/** Where a redirect leads. Who the user is stays with the host that was asked. */
function redirected(from: URL, location: string): URL {
  const to = parsed(location, location, from);
  if (from.protocol === 'https:' && to.protocol === 'http:') throw failed(from, 'redirected from https to http');
  if (to.host === from.host && to.username === '') [to.username, to.password] = [from.username, from.password];
  return to;
}

function getOnce(url: URL, { headers = {}, maxBytes, timeoutMs, env = {} }: HttpRequest, deadline: AbortSignal): Promise<HttpAnswer> {
  const send = url.protocol === 'https:' ? requestHttps : requestHttp;
  const options: RequestOptions = { headers: { 'User-Agent': 'eddy', Accept: '*/*', ...headers }, signal: deadline, agent: proxyAgent(url, env) };
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => {
      reject(error instanceof EddyError ? error : failed(url, deadline.aborted ? `no answer within ${String(timeoutMs)} ms` : reasonOf(error, url), error));
    };
    const sent = send(url, options, (response) => {
      readBody(response, url, maxBytes).then((bytes) => {
        const status = response.statusCode ?? 0;
        const single = Object.entries(response.headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value] as const);
        resolve({ status, statusText: STATUS_CODES[status] ?? '', headers: Object.fromEntries(single), bytes });
      }, fail);
    });
    sent.on('error', fail);
    sent.end();
  });
}

async function readBody(response: IncomingMessage, url: URL, maxBytes: number): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) {
      response.destroy();
      throw failed(url, `answer is larger than ${String(maxBytes)} bytes`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function failed(url: URL, reason: string, cause?: unknown): EddyError {
  return new EddyError('HttpFailed', `Get "${maskPassword(url.href)}": ${reason}`, { cause });
}

/** What went wrong, in Go's words where it has some. */
function reasonOf(error: Error, url: URL): string {
  const { code = '', address, port } = error as NodeJS.ErrnoException & { readonly address?: string; readonly port?: number };
  if (code === 'ENOTFOUND') return `dial tcp: lookup ${url.hostname}: no such host`;
  if (code === 'ECONNREFUSED') return `dial tcp ${address ?? url.hostname}:${String(port ?? url.port)}: connect: connection refused`;
  return error.message;
}
