import { setTimeout as delay } from 'node:timers/promises';
import { connect } from '@nats-io/transport-node';
import type { CassandraServer } from '../../services/cassandra/server.ts';
import type { NatsServer } from '../../services/nats/server.ts';
import type { LocalServer } from '../../services/process/local-server.ts';
import { Line } from '../support/network/line.ts';
import { ClusterWorkplace } from '../support/process/cluster-workplace.ts';
import { NatsSender } from '../support/process/nats-sender.ts';
import { type OwnServer, ownCassandra, ownNats } from '../support/servers/own-servers.ts';
import { type Arena, LINES, RUNTIME_YAML, TENANTS, TENANTS_YAML } from './arena.ts';
import type { Logs } from './checker/logs.ts';
import { StreamLogs } from './checker/stream-logs.ts';
import type { Fault } from './fault-script.ts';
import { Owner } from './owner.ts';
import { ThreadTrap, TRAP_TENANT, TRAP_YAML } from './thread-trap.ts';

/** Milliseconds of a lease; see {@link RUNTIME_YAML}. */
const LEASE = 2000;
const SENDER_PAUSE = 300;

/** Owners on a nats-server and a Cassandra of their own, each with a line of its own to the nats-server. */
export class ClusterArena implements Arena {
  readonly tenants = TENANTS;
  readonly owners: readonly Owner[];
  readonly #seed: number;
  readonly #nats: OwnServer<NatsServer>;
  readonly #cassandra: OwnServer<CassandraServer>;
  readonly #lines: readonly Line[];
  readonly #workplace: ClusterWorkplace;
  readonly #trap: ThreadTrap;
  readonly #harmed = new Set<unknown>();

  private constructor(
    seed: number,
    nats: OwnServer<NatsServer>,
    cassandra: OwnServer<CassandraServer>,
    lines: readonly Line[],
  ) {
    this.#seed = seed;
    this.#nats = nats;
    this.#cassandra = cassandra;
    this.#lines = lines;
    const { address: contactPoint, localDataCenter } = cassandra.server;
    const servers = {
      nats: `\${env:MILLRACE_NATS:-${nats.server.url}}`,
      cassandra: { contactPoint, localDataCenter },
    };
    this.#workplace = new ClusterWorkplace(servers, TENANTS_YAML + TRAP_YAML.slice(1), RUNTIME_YAML);
    this.#trap = new ThreadTrap(this.#workplace.folder);
    this.owners = lines.map(
      (line) =>
        new Owner(this.config, async () => {
          const place = await this.#workplace.place();
          return typeof place === 'string' ? place : { ...place, env: { MILLRACE_NATS: line.url } };
        }),
    );
  }

  static async open(seed: number, owners: number): Promise<ClusterArena> {
    const [nats, cassandra] = await Promise.all([ownNats(), ownCassandra()]);
    const lines = await Promise.all(Array.from({ length: owners }, async () => await Line.open(nats.server.url)));
    return new ClusterArena(seed, nats, cassandra, lines);
  }

  get config(): string {
    return this.#workplace.config;
  }

  async send(stop: AbortSignal): Promise<number> {
    const { url } = this.#nats.server;
    const [mixed, single] = TENANTS.map(({ id }) => id) as [string, string];
    await using keyed = await NatsSender.open(url, mixed, 'keyed', { ...LINES, seed: this.#seed });
    await using unkeyed = await NatsSender.open(url, mixed, 'unkeyed', { ...LINES, wrong: 0.05, seed: this.#seed + 1 });
    await using alone = await NatsSender.open(url, single, 'unkeyed', { ...LINES, wrong: 0.05, seed: this.#seed + 2 });
    const senders = [keyed, unkeyed, alone];
    await Promise.all(senders.map(async (sender) => await sender.flow(stop, SENDER_PAUSE)));
    return senders.reduce((sum, { sent }) => sum + sent, 0);
  }

  async harm(fault: Fault): Promise<boolean> {
    const { kind, lasts } = fault;
    const owner = this.owners[fault.owner] as Owner;
    const line = this.#lines[fault.owner] as Line;
    switch (kind) {
      case 'kill an owner':
        return await this.#alone(
          owner,
          lasts,
          async () => await owner.kill(),
          async () => await owner.start(),
        );
      case 'kill a worker thread':
        return await this.#killThread(3 * lasts);
      case 'stop an owner for longer than its lease':
        return await this.#halt(owner, LEASE * 1.5 + lasts);
      case 'stop an owner for a moment':
        return await this.#halt(owner, lasts / 2);
      case 'reset the connections of an owner':
        return await this.#alone(line, 0, () => line.reset());
      case 'lose the answers to an owner':
        return await this.#alone(
          line,
          lasts,
          () => line.mute(true),
          () => {
            line.reset();
            line.mute(false);
          },
        );
      case 'stall the connections of an owner':
        return await this.#alone(
          line,
          lasts,
          () => line.stall(true),
          () => line.stall(false),
        );
      case 'kill nats-server':
        return await this.#kill(this.#nats.server, lasts);
      case 'pause nats-server':
        return await this.#pause(this.#nats.server, lasts * 1.5);
      case 'kill Cassandra':
        return await this.#kill(this.#cassandra.server, lasts);
      case 'pause Cassandra':
        return await this.#pause(this.#cassandra.server, lasts * 2);
    }
  }

  async logs(): Promise<Logs> {
    return await StreamLogs.open(this.#nats.server.url);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const owner of this.owners) owner[Symbol.dispose]();
    for (const line of this.#lines) line.close();
    await this.#nats[Symbol.asyncDispose]();
    await this.#cassandra[Symbol.asyncDispose]();
    this.#workplace[Symbol.dispose]();
  }

  async #killThread(milliseconds: number): Promise<boolean> {
    if (this.#harmed.has(this.#trap)) return false;
    this.#harmed.add(this.#trap);
    const servers = this.#nats.server.url;
    const connection = await connect({ servers, maxReconnectAttempts: -1, waitOnFirstConnect: true });
    const send = async (line: string): Promise<void> => connection.publish(`in.${TRAP_TENANT}`, line);
    try {
      return await this.#trap.spring(send, milliseconds);
    } finally {
      await connection.close();
      this.#harmed.delete(this.#trap);
    }
  }

  async #halt(owner: Owner, lasts: number): Promise<boolean> {
    return await this.#alone(
      owner,
      lasts,
      () => owner.process.halt('SIGSTOP'),
      () => owner.process.halt('SIGCONT'),
    );
  }

  async #kill(server: LocalServer, lasts: number): Promise<boolean> {
    return await this.#alone(
      server,
      lasts,
      async () => await server.kill(),
      async () => await server.restart(),
    );
  }

  async #pause(server: LocalServer, lasts: number): Promise<boolean> {
    return await this.#alone(
      server,
      lasts,
      () => server.pause(),
      () => server.resume(),
    );
  }

  /** Harms something for a time, unless it is harmed already. */
  async #alone(
    what: unknown,
    lasts: number,
    begin: () => Promise<void> | void,
    end: () => Promise<void> | void = () => undefined,
  ): Promise<boolean> {
    if (this.#harmed.has(what)) return false;
    this.#harmed.add(what);
    try {
      await begin();
      await delay(lasts);
      await end();
      return true;
    } finally {
      this.#harmed.delete(what);
    }
  }
}
