import type { Credentials } from '../../../../src/controllers/base/index.ts';

const USER = 'user';
const PASSWORD = 'pass';

/** Whether the servers of the recording let somebody in where they ask for a name and a password. */
export function mayEnter(credentials: Credentials | undefined): boolean {
  const [user, password] = ['username', 'password'].map((field) => new TextDecoder().decode(credentials?.[field]));
  return user === USER && password === PASSWORD;
}
