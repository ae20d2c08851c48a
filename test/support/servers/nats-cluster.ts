import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { NatsServer } from '../../../services/nats/server.ts';
import { freePort } from '../../../services/process/free-port.ts';
import { until } from '../process/until.ts';

/** Three nats-servers that are one cluster, with folders of their own. */
export class NatsCluster implements AsyncDisposable {
  readonly servers: readonly NatsServer[];
  readonly #folder: string;

  private constructor(folder: string, servers: readonly NatsServer[]) {
    this.#folder = folder;
    this.servers = servers;
  }

  /** Resolves when streams of three replicas can be made. */
  static async start(): Promise<NatsCluster> {
    const folder = mkdtempSync(join(tmpdir(), 'millrace-nats-cluster-'));
    const ports = [await freePort(), await freePort(), await freePort()];
    const routes = ports.map((port) => `nats://127.0.0.1:${port}`).join(', ');
    const servers = await Promise.all(
      ports.map(async (port, i) => {
        const listen = `listen: "127.0.0.1:${port}", no_advertise: true`;
        const config = `server_name: n${i}\ncluster { name: test, ${listen}, routes: [${routes}] }`;
        return await NatsServer.start({ folder: join(folder, `n${i}`), config });
      }),
    );
    const cluster = new NatsCluster(folder, servers);
    await cluster.#settled();
    return cluster;
  }

  /** Where clients connect. */
  get urls(): readonly string[] {
    return this.servers.map(({ url }) => url);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.servers.map((server) => server.kill()));
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #settled(): Promise<void> {
    const connection = await connect({ servers: [...this.urls] });
    await until('the cluster has a leader', async () => {
      try {
        const jsm = await jetstreamManager(connection, { timeout: 2000 });
        await jsm.streams.add({ name: 'settled', subjects: ['settled'], num_replicas: 3 });
        return await jsm.streams.delete('settled');
      } catch {
        return false;
      }
    });
    await connection.close();
  }
}
