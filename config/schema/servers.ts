import { z } from 'zod';
import { type Complaint, complain } from './complaint.ts';
import { leafDocs } from './docs.ts';
import { fromVariable } from './secret.ts';

const HOST = String.raw`(\[[0-9A-Fa-f:.]+\]|[^\s:/@[\],]+)`;
const SERVER = new RegExp(String.raw`^(nats|tls)://${HOST}(:\d{1,5})?/?$`);
const CONTACT_POINT = new RegExp(String.raw`^${HOST}(:\d{1,5})?$`);
const PORT = /:(\d+)\/?$/;

const serverWanted = 'one or more URLs of NATS servers';
const serverFix = 'write for example nats://127.0.0.1:4222, or several as [nats://a:4222, nats://b:4222]';
const withUser: Complaint = {
  code: 'config-conflict',
  found: 'a URL with a user or token in it',
  wanted: 'URLs that hold no secret',
  fix: `remove what is before the @, and write it below authentication, as ${fromVariable('NAME')}`,
};

/** URLs of NATS servers: one, several with commas between them, or a list. */
export function serverList() {
  return list({ wanted: serverWanted, fix: serverFix }, (found) => {
    if (found.includes('@')) return withUser;
    return SERVER.test(found) && hasPort(found) ? found : undefined;
  });
}

const pointWanted = 'one or more hosts, each with a port or without';
const pointFix = 'write for example 127.0.0.1:9042, or several as [a:9042, b:9042]';

/** Addresses of Cassandra nodes: one, several with commas between them, or a list. Port 9042 where none is written. */
export function contactPointList() {
  return list({ wanted: pointWanted, fix: pointFix }, (found) => {
    if (!CONTACT_POINT.test(found) || !hasPort(found)) return undefined;
    return PORT.test(found) ? found : `${found}:9042`;
  });
}

/** @param take the address as it is used, what is wrong with it in particular, or undefined when it is none. */
function list(none: Complaint, take: (found: string) => string | Complaint | undefined) {
  const error = complain(none);
  const schema = z
    .union([z.string(), z.array(z.string()).min(1, { abort: true })], { error })
    .transform((found, context): readonly string[] => {
      const spelled = typeof found === 'string' ? found.split(',') : found;
      const taken = spelled.map((address) => take(address.trim()) ?? none);
      const wrong = taken.find((address) => typeof address !== 'string');
      if (wrong === undefined) return taken.filter((address) => typeof address === 'string');
      context.issues.push({ code: 'custom', message: complain(wrong), input: found });
      return z.NEVER;
    });
  leafDocs.add(schema, { wanted: none.wanted });
  return schema;
}

/** Whether the port, if there is one, is one. */
function hasPort(address: string): boolean {
  return Number(PORT.exec(address)?.[1] ?? 1) <= 65_535;
}
