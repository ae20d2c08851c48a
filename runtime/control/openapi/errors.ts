import type { IngestOutcome } from '../ends/ingest-failure.ts';
import { plainError } from './figures.ts';
import { named, number, objectOf, type Schema, text } from './schema.ts';

const lines = objectOf<IngestOutcome>({
  stored: number('Lines stored for certain.'),
  unknown: number('Lines that may be stored.'),
  notStored: number('Lines not stored for certain.'),
});

/** The body of every error. */
const error = named(
  'Error',
  objectOf<Record<'error' | 'lines', unknown>>(
    { error: plainError, lines: { ...lines, description: 'Of events that were sent.' } },
    ['lines'],
  ),
);

const retryAfter = { 'retry-after': { type: 'integer', minimum: 1, description: 'Seconds. Not always there.' } };

/** What each status means that an error is answered with, and its headers. */
const MEANINGS: Readonly<Record<number, { readonly description: string; readonly headers?: Schema }>> = {
  400: { description: 'What is asked is not valid.' },
  401: { description: 'There is no valid token.', headers: { 'www-authenticate': text('Bearer') } },
  403: { description: 'It may not be asked from there, or with this token.' },
  404: { description: 'There is none of that name, or none that this token may see.' },
  409: { description: 'It cannot be done as things are.' },
  410: { description: 'What is asked for is held no more.' },
  413: { description: 'The body, or a line of it, is too large.' },
  415: { description: 'The body is of a kind that is not taken.' },
  429: { description: 'Too much of this tenant: later.', headers: retryAfter },
  500: { description: 'A fault.' },
  503: { description: 'Not now: later.', headers: retryAfter },
  507: { description: 'A log is full.' },
};

/** What every request may be refused for: how it is asked, without a token, from elsewhere, by a fault. */
const ALWAYS = [400, 401, 403, 500];
/** What requests may be refused for that can have a body. */
const WITH_BODY = [...ALWAYS, 413];

/** The statuses of errors that a route may answer with, and what they have. @param own those of the route alone. */
export function errorAnswers(method: string, own: readonly number[]): Readonly<Record<number, Schema>> {
  const statuses = new Set([...(method === 'GET' ? ALWAYS : WITH_BODY), ...own]);
  return Object.fromEntries(
    [...statuses].map((status) => [
      status,
      { ...MEANINGS[status], content: { 'application/json': { schema: error } } },
    ]),
  );
}
