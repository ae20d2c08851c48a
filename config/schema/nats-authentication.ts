import type { z } from 'zod';
import { anyOf } from './complaint.ts';
import { defaultsTo } from './docs.ts';
import { path } from './leaves.ts';
import { fromVariable, nameOf, refuse, refuseHalves, secret } from './secret.ts';
import { section } from './section.ts';

/** The ways to authenticate, by the key that each is told by. */
const WAYS = ['user', 'nkey', 'credentials', 'token'] as const;

const PASSWORD = 'NATS_PASSWORD';

export const natsAuthenticationSchema = section({
  user: nameOf('user', 'The user; with password.'),
  password: secret("The user's password", 'password', PASSWORD),
  nkey: defaultsTo(
    path('a file with the seed of an nkey', './millrace.nk').optional().describe('An nkey, by the file with its seed.'),
    'none',
  ),
  credentials: defaultsTo(
    path('a .creds file', './millrace.creds').optional().describe('A user with a JWT, by its `.creds` file.'),
    'none',
  ),
  token: secret('A token', 'token', 'NATS_TOKEN'),
})
  .superRefine(oneWay)
  .prefault({})
  .describe('How the servers know this runtime: by user and password, nkey, credentials or token. None by default.');

function oneWay(found: Readonly<Record<string, string | undefined>>, context: z.RefinementCtx): void {
  const [first, ...others] = WAYS.filter((way) => found[way] !== undefined);
  const second = others[0];
  if (second !== undefined) {
    const fix = `remove ${others.join(', ')}, or ${first}`;
    refuse(context, second, { found: `${second} beside ${first}`, wanted: `one of ${anyOf(WAYS)}`, fix });
  }
  refuseHalves(found, context, ['user', 'password'], `add password: ${fromVariable(PASSWORD)}`);
}
