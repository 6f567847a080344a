/**
 * TOML as github.com/BurntSushi/toml prints and reads it, for templates.
 *
 * @module
 */
export { parseToml } from './parse.ts';
export { printToml } from './print.ts';
