/**
 * Files over http and https, bounded in size, time and redirects.
 *
 * @module
 */
export { httpGet, type HttpAnswer, type HttpRequest } from './http-get.ts';
