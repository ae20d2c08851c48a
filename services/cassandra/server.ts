import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { freePort } from '../process/free-port.ts';
import type { Launch } from '../process/launch.ts';
import { LocalServer } from '../process/local-server.ts';
import { answers } from '../process/probe.ts';
import { runningServer } from '../process/server-file.ts';
import { findCassandra } from './fetch.ts';
import { CASSANDRA_JAVA, findJava } from './java.ts';
import { javaOptions } from './java-options.ts';
import { type CommitLog, logging, settingsOf } from './settings.ts';
import { LOCAL_DATA_CENTER } from './version.ts';

/** The question for the options that a server supports, of version 4 of its protocol, and where the answer says it is one. */
const OPTIONS = Uint8Array.of(4, 0, 0, 0, 5, 0, 0, 0, 0);
const [OPCODE_AT, SUPPORTED] = [4, 6];

/** How a {@link CassandraServer} is started. */
export interface CassandraOptions {
  /** Its data, configuration and log; what was there stays. */
  readonly folder: string;
  /** A free one when it isn't given. */
  readonly port?: number;
  /** `batch` when it isn't given. */
  readonly commitLog?: CommitLog;
  /** More lines of cassandra.yaml: authentication, encryption. */
  readonly config?: string;
}

/** A Cassandra of one node on the loopback address. */
export class CassandraServer extends LocalServer {
  readonly localDataCenter = LOCAL_DATA_CENTER;

  /** Starts one; resolves when it takes clients. Throws `service-unavailable`, `service-failed`, `checksum-mismatch`. */
  static async start(options: CassandraOptions): Promise<CassandraServer> {
    const folder = resolve(options.folder);
    const java = await findJava(CASSANDRA_JAVA);
    const jars = await findCassandra();
    const port = options.port ?? (await freePort());
    const { commitLog = 'batch', config = '' } = options;
    mkdirSync(folder, { recursive: true });
    const settings = settingsOf({ folder, port, storagePort: await freePort(), commitLog, config });
    writeFileSync(join(folder, 'cassandra.yaml'), settings);
    writeFileSync(join(folder, 'logback.xml'), logging);
    const args = javaOptions(folder, jars, await freePort());
    const server = new CassandraServer(launchOf(folder, port, java, args), port, 0);
    await server.launch();
    return server;
  }

  /** The one that runs on a folder, or undefined. It cannot be started anew by this. */
  static find(folder: string): CassandraServer | undefined {
    const path = resolve(folder);
    const file = runningServer(path);
    return file && new CassandraServer(launchOf(path, file.port, 'java', []), file.port, file.pid);
  }

  /** `127.0.0.1:9042`. */
  get address(): string {
    return `127.0.0.1:${this.port}`;
  }
}

/** Whether a Cassandra answers those who connect there. */
export async function speaksCql(host: string, port: number): Promise<boolean> {
  return await answers(host, port, OPTIONS, (answer) => answer[OPCODE_AT] === SUPPORTED);
}

function launchOf(folder: string, port: number, command: string, args: readonly string[]): Launch {
  const accepts = async (): Promise<boolean> => await speaksCql('127.0.0.1', port);
  return { name: 'Cassandra', command, args, folder, accepts };
}
