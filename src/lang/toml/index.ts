/**
 * TOML as github.com/BurntSushi/toml v1.6.0 prints and reads it, for templates; in its words where it cannot.
 *
 * @module
 */
export { parseToml } from './parse.ts';
export { printToml } from './print.ts';
