import type { z } from 'zod';
import { defaultsTo } from './docs.ts';
import { path } from './leaves.ts';
import { refuseHalves } from './secret.ts';
import { section } from './section.ts';

/** The files of an encrypted connection, and further keys. @param others whose certificates are checked. */
export function tlsSchema<S extends z.core.$ZodLooseShape = Record<never, never>>(others: string, more?: S) {
  return section({
    ca: defaultsTo(
      path('a PEM file', './ca.pem').optional().describe(`Authorities that sign the certificates of ${others}.`),
      'what the system trusts',
    ),
    certificate: defaultsTo(
      path('a PEM file', './client.pem').optional().describe("This client's own certificate; with key."),
      'none',
    ),
    key: defaultsTo(
      path('a PEM file', './client-key.pem').optional().describe('The private key of the certificate.'),
      'none',
    ),
    ...(more as S),
  }).superRefine((found: Readonly<Record<string, unknown>>, context) => {
    refuseHalves(found, context, ['certificate', 'key']);
  });
}
