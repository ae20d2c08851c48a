import { Ajv2020 } from 'ajv/dist/2020.js';

/** A JSON object of the document. */
export type Part = Readonly<Record<string, unknown>>;

export interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly security: readonly { readonly token?: readonly string[] }[];
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: Part }>> }>
  >;
}

export interface Document extends Part {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Part>> };
}

/** An answer as it came. */
export interface Answered {
  readonly status: number;
  readonly type: string | null;
  /** Parsed where it is JSON. */
  readonly body: unknown;
}

/** Sends requests and holds each answer against `/openapi.json`: a status, type or property that is not described is an error. */
export class Described {
  readonly document: Document;
  readonly #address: string;
  readonly #ajv = new Ajv2020({ strict: false, validateSchema: false });

  private constructor(address: string, document: Document) {
    this.#address = address;
    this.document = document;
    this.#ajv.addSchema(closed(document) as Part, 'api');
  }

  static async at(address: string, headers: Readonly<Record<string, string>> = {}): Promise<Described> {
    const answer = await fetch(`${address}/openapi.json`, { headers });
    return new Described(address, (await answer.json()) as Document);
  }

  /** All operations, with method and path. */
  get operations(): readonly (Operation & { readonly method: string; readonly path: string })[] {
    return Object.entries(this.document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ ...operation, method: method.toUpperCase(), path })),
    );
  }

  /** Does an operation. @param path with its parameters filled in, and the query. @throws when the answer is not as described. */
  async do(operationId: string, path: string, init: RequestInit = {}): Promise<Answered> {
    const found = this.operations.find((operation) => operation.operationId === operationId);
    if (found === undefined) throw new Error(`there is no ${operationId}`);
    const answer = await fetch(this.#address + path, { ...init, method: found.method });
    const type = answer.headers.get('content-type')?.split(';', 1)[0] ?? null;
    if (type === 'text/event-stream') await answer.body?.cancel();
    const text = type === 'text/event-stream' ? '' : await answer.text();
    const answered = { status: answer.status, type, body: type === 'application/json' ? JSON.parse(text) : text };
    this.#check(found.method.toLowerCase(), found.path, answered);
    return answered;
  }

  #check(method: string, path: string, { status, type, body }: Answered): void {
    const place = `${method} ${path}: ${status} ${type}`;
    const response = this.document.paths[path]?.[method]?.responses[status];
    if (response === undefined) throw new Error(`${place}: the status is not described: ${JSON.stringify(body)}`);
    if (type === null && response.content === undefined) return;
    if (type === null || response.content?.[type] === undefined) throw new Error(`${place}: the type is not described`);
    const pointer = ['paths', path, method, 'responses', String(status), 'content', type, 'schema'].map(escaped);
    const valid = this.#ajv.compile({ $ref: `api#/${pointer.join('/')}` });
    if (!valid(body)) throw new Error(`${place}: ${this.#ajv.errorsText(valid.errors)}: ${JSON.stringify(body)}`);
  }
}

/** With no property allowed beside those that are described. */
function closed(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(closed);
  if (typeof part !== 'object' || part === null) return part;
  const inside = Object.fromEntries(Object.entries(part).map(([key, value]) => [key, closed(value)]));
  const isClosed =
    inside.type === 'object' && inside.properties !== undefined && inside.additionalProperties === undefined;
  return isClosed ? { ...inside, additionalProperties: false } : inside;
}

function escaped(name: string): string {
  return encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'));
}
