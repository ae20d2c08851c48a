import { z } from 'zod';
import { complain } from './complaint.ts';
import { defaultsTo } from './docs.ts';
import { text } from './leaves.ts';
import { aboutSecret, fromFile, fromVariable } from './secret.ts';
import { section } from './section.ts';

const LISTEN = /^(\[[0-9A-Fa-f:.]+\]|[^\s:[\]/]+):\d{1,5}$/;

const token = section({
  tenant: defaultsTo(
    text(/^[A-Za-z0-9_-]{1,64}$/, "a tenant's id", 'write for example customer1')
      .optional()
      .describe('Whose token it is: it sees that tenant alone, and changes nothing.'),
    "an operator's: it sees and does everything",
  ),
  token: text(
    /^[!-~]+$/,
    'a token from the environment or a file, without blanks',
    `write ${fromVariable('MILLRACE_TOKEN')}, or ${fromFile('MILLRACE_TOKEN')}`,
  ).describe(aboutSecret('The token')),
});

export const apiSchema = section({
  listen: text(LISTEN, 'a host and a port', 'write for example 127.0.0.1:8787 or "[::1]:8787"')
    .refine((found) => Number(found.slice(found.lastIndexOf(':') + 1)) <= 65_535, {
      error: complain({ wanted: 'a port from 0 to 65535', fix: 'write for example 127.0.0.1:8787' }),
    })
    .transform((found) => {
      const colon = found.lastIndexOf(':');
      return { host: found.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(found.slice(colon + 1)) };
    })
    .prefault('127.0.0.1:8787')
    .describe(
      'Where the HTTP API listens. Port 0 takes a free one. Beyond loopback, everybody who reaches it may use it, unless there are tokens.',
    ),
  tokens: defaultsTo(
    z
      .array(token, {
        error: complain({ wanted: 'a list of tokens', fix: 'write for example - token: and the variable or file' }),
      })
      .prefault([])
      .describe(
        'Who may ask. With any token here nothing but health is answered without one: `Authorization: Bearer TOKEN`.',
      ),
    'none: whoever reaches it may ask',
  ),
})
  .prefault({})
  .describe('The HTTP API.');
