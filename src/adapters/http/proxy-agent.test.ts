import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { httpGet } from './http-get.ts';
import { proxyFor } from './proxy-agent.ts';

test.each([
  ['https://host.test/x', { HTTPS_PROXY: 'http://proxy.test:3128' }, 'http://proxy.test:3128/'],
  ['https://host.test/x', { https_proxy: 'proxy.test:3128', HTTPS_PROXY: 'http://other.test' }, 'http://proxy.test:3128/'],
  ['http://host.test/x', { HTTPS_PROXY: 'http://proxy.test:3128' }, undefined],
  ['https://host.test/x', { HTTPS_PROXY: 'http://proxy.test', NO_PROXY: 'other.test, host.test' }, undefined],
  ['https://a.host.test/x', { HTTPS_PROXY: 'http://proxy.test', NO_PROXY: '.host.test' }, undefined],
  ['https://ghost.test/x', { HTTPS_PROXY: 'http://proxy.test', NO_PROXY: 'host.test' }, 'http://proxy.test/'],
  ['https://host.test/x', { HTTPS_PROXY: 'http://proxy.test', NO_PROXY: '*' }, undefined],
  ['http://127.0.0.1:80/x', { HTTP_PROXY: 'http://proxy.test' }, undefined],
])('%s with %j goes through %s', (url, env, want) => {
  expect(proxyFor(new URL(url), env)?.href).toBe(want);
});

let target: Server;
let proxy: Server;
const asked: string[] = [];
const portOf = (server: Server): string => String((server.address() as AddressInfo).port);

beforeAll(async () => {
  target = createServer((_, response) => { response.end('hello'); });
  proxy = createServer().on('connect', (request, socket) => {
    asked.push(`${request.url!} ${request.headers['proxy-authorization'] ?? ''}`);
    const through = connect(Number(portOf(target)), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      through.pipe(socket).pipe(through);
    });
  });
  await Promise.all([target, proxy].map((server) => new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); })));
});
afterAll(() => {
  for (const server of [target, proxy]) server.close();
});

test('a file comes through the proxy, which is told who asks', async () => {
  const env = { HTTP_PROXY: `http://me:secret@127.0.0.1:${portOf(proxy)}` };
  const { status, bytes } = await httpGet({ url: 'http://host.test/x', timeoutMs: 5000, maxBytes: 100, env });
  expect([status, Buffer.from(bytes).toString(), asked]).toEqual([200, 'hello', [`host.test:80 Basic ${Buffer.from('me:secret').toString('base64')}`]]);
});

test.each([
  ['no server', 'http://127.0.0.1:1/x', 100, 'Get "http://127.0.0.1:1/x": dial tcp 127.0.0.1:1: connect: connection refused'],
  ['an answer that is too large', '{TARGET}/x', 3, 'answer is larger than 3 bytes'],
  ['another kind of address', 'file:///etc/passwd', 100, 'unsupported address'],
])('%s is an error', async (_, url, maxBytes, says) => {
  const get = httpGet({ url: url.replace('{TARGET}', `http://127.0.0.1:${portOf(target)}`), timeoutMs: 5000, maxBytes });
  await expect(get).rejects.toMatchObject({ code: 'HttpFailed', message: expect.stringContaining(says) as string });
});
