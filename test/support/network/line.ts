import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket, connect as toServer } from 'node:net';

/**
 * A line to a server on the loopback address, that can be disturbed: the server's answers held back while what is sent still
 * arrives, everything held back, all connections cut, or one cut in the midst of what it sends.
 */
export class Line {
  readonly #server: Server;
  readonly #pairs = new Set<Pair>();
  readonly #scheme: string;
  #isMute = false;
  #isStalled = false;
  #cut: { readonly text: string; readonly done: () => void } | undefined;

  private constructor(server: Server, scheme: string) {
    this.#server = server;
    this.#scheme = scheme;
  }

  /** @param url of the server: `nats://127.0.0.1:4222`, `cql://127.0.0.1:9042`. */
  static async open(url: string): Promise<Line> {
    const { hostname, port, protocol } = new URL(url);
    const server = createServer();
    const line = new Line(server, protocol);
    server.on('connection', (client) => line.#join({ client, server: toServer(Number(port), hostname) }));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return line;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `${this.#scheme}//127.0.0.1:${this.port}`;
  }

  /** Holds the server's answers back, or lets them come. */
  mute(isMute: boolean): void {
    this.#isMute = isMute;
    for (const pair of this.#pairs) this.#apply(pair);
  }

  /** Holds back what both sides send, or lets it come. */
  stall(isStalled: boolean): void {
    this.#isStalled = isStalled;
    for (const pair of this.#pairs) this.#apply(pair);
  }

  /** Cuts all connections: what is held back is lost. New ones can be made. */
  reset(): void {
    for (const { client, server } of this.#pairs) {
      client.resetAndDestroy();
      server.destroy();
    }
  }

  /** Cuts the first connection that sends a text, before it: what it sent until then arrives. Resolves when that has happened. */
  async cutBefore(text: string): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#cut = { text, done: resolve };
    await promise;
  }

  close(): void {
    this.#server.close();
    for (const { client, server } of this.#pairs) {
      client.destroy();
      server.destroy();
    }
  }

  #join(pair: Pair): void {
    const { client, server } = pair;
    client.on('data', (bytes) => this.#send(pair, bytes));
    server.on('data', (bytes) => client.write(bytes));
    this.#pairs.add(pair);
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const) {
      one.on('error', () => other.destroy());
      one.on('close', () => {
        this.#pairs.delete(pair);
        other.destroy();
      });
    }
    this.#apply(pair);
  }

  #send({ client, server }: Pair, bytes: Buffer): void {
    const at = this.#cut === undefined ? -1 : bytes.indexOf(this.#cut.text);
    if (at < 0) {
      server.write(bytes);
      return;
    }
    this.#cut?.done();
    this.#cut = undefined;
    client.destroy();
    server.end(bytes.subarray(0, at));
  }

  #apply({ client, server }: Pair): void {
    if (this.#isMute || this.#isStalled) server.pause();
    else server.resume();
    if (this.#isStalled) client.pause();
    else client.resume();
  }
}

/** One connection: the socket of who connected, and the one on to the server. */
interface Pair {
  readonly client: Socket;
  readonly server: Socket;
}
