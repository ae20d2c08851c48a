import { join } from 'node:path';
import { CassandraServer } from './cassandra/server.ts';
import { failed } from './errors.ts';
import { answering, type Given, givenCassandra, givenNats } from './given.ts';
import { NatsServer } from './nats/server.ts';
import type { Options, Part } from './options.ts';
import { freePort, isFree } from './process/free-port.ts';
import type { LocalServer } from './process/local-server.ts';
import { whileLocked } from './process/lock.ts';
import { readServerFile } from './process/server-file.ts';

/** A server as the command deals with it. */
interface Kind<T extends LocalServer> {
  readonly port: number;
  readonly variable: string;
  given(): Given | undefined;
  find(folder: string): T | undefined;
  start(options: { folder: string; port: number }): Promise<T>;
  addressOf(server: T): string;
}

const nats: Kind<NatsServer> = {
  port: 4222,
  variable: 'MILLRACE_NATS',
  given: givenNats,
  find: (folder) => NatsServer.find(folder),
  start: async (options) => await NatsServer.start(options),
  addressOf: ({ url }) => url,
};

const cassandra: Kind<CassandraServer> = {
  port: 9042,
  variable: 'MILLRACE_CASSANDRA',
  given: givenCassandra,
  find: (folder) => CassandraServer.find(folder),
  start: async (options) => await CassandraServer.start(options),
  addressOf: ({ address }) => address,
};

/** Starts a server where it doesn't run and resolves with its address. */
export async function startPart(part: Part, options: Options): Promise<string> {
  return part === 'nats' ? await start(nats, part, options) : await start(cassandra, part, options);
}

/** Stops a server that was started on the folder. Resolves with whether there was one. */
export async function stopPart(part: Part, { folder }: Options): Promise<boolean> {
  const server = (part === 'nats' ? nats : cassandra).find(join(folder, part));
  await server?.stop();
  return server !== undefined;
}

/** The address of a server, or null when it doesn't answer. */
export async function statusOf(part: Part, options: Options): Promise<string | null> {
  return part === 'nats' ? await status(nats, part, options) : await status(cassandra, part, options);
}

async function start<T extends LocalServer>(kind: Kind<T>, part: Part, options: Options): Promise<string> {
  const given = kind.given();
  if (given !== undefined) return await answering(given, kind.variable);
  const folder = join(options.folder, part);
  const asked = options.ports[part];
  return await whileLocked(`${folder}.lock`, async () => {
    const running = kind.find(folder);
    if (running !== undefined && asked !== undefined && asked !== running.port)
      throw failed(`it runs already on port ${running.port}`, folder, 'stop it first, or leave the port out');
    if (running !== undefined) return kind.addressOf(running);
    return kind.addressOf(await startOn(kind, folder, asked));
  });
}

async function startOn<T extends LocalServer>(kind: Kind<T>, folder: string, asked: number | undefined): Promise<T> {
  const port = await portFor(folder, kind.port, asked);
  try {
    return await kind.start({ folder, port });
  } catch (thrown) {
    // Somebody else may have taken the port while the server was fetched.
    if (asked !== undefined || (await isFree(port))) throw thrown;
    return await kind.start({ folder, port: await freePort() });
  }
}

async function portFor(folder: string, usual: number, asked: number | undefined): Promise<number> {
  if (asked === undefined) return await freePort([readServerFile(folder)?.port ?? usual, usual]);
  if (await isFree(asked)) return asked;
  throw failed(`port ${asked} is taken`, folder, 'give another port, or none');
}

async function status<T extends LocalServer>(kind: Kind<T>, part: Part, options: Options): Promise<string | null> {
  const given = kind.given();
  if (given !== undefined) return (await given.answers()) ? given.address : null;
  const server = kind.find(join(options.folder, part));
  return server !== undefined && (await server.accepts()) ? kind.addressOf(server) : null;
}
