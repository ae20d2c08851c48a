import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket, connect as toServer } from 'node:net';

/** A line to a server that can be made to hold back the server's answers, while what is sent to the server still arrives. */
export class MuteLine {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #answering = new Set<Socket>();
  #isMute = false;

  private constructor(server: Server) {
    this.#server = server;
  }

  /** @param url of the server. */
  static async open(url: string): Promise<MuteLine> {
    const { hostname, port } = new URL(url);
    const server = createServer();
    const line = new MuteLine(server);
    server.on('connection', (client) => line.#join(client, toServer(Number(port), hostname)));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return line;
  }

  get url(): string {
    return `nats://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  mute(isMute: boolean): void {
    this.#isMute = isMute;
    for (const socket of this.#answering) this.#apply(socket);
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #join(client: Socket, server: Socket): void {
    client.on('data', (bytes) => server.write(bytes));
    server.on('data', (bytes) => client.write(bytes));
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const) {
      this.#sockets.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
    }
    this.#answering.add(server);
    this.#apply(server);
  }

  #apply(server: Socket): void {
    if (this.#isMute) server.pause();
    else server.resume();
  }
}
