import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { MillraceError } from '../../runtime/base/errors.ts';
import { openConsumer, openProducer } from '../../runtime/index.ts';
import { Expected } from '../jetstream/expected.ts';
import { linesIn, type SentLine } from '../jetstream/lines.ts';
import { plainResult } from '../support/digests.ts';
import { inputFile } from '../support/input-file.ts';
import { processSeconds } from '../support/process-time.ts';
import { TenantsRuntime } from './tenants-runtime.ts';

const PATIENCE_MILLISECONDS = 120_000;

/** One run of customers that started together. */
export interface Together {
  readonly customers: number;
  readonly events: number;
  readonly results: number;
  /** From before the first line is sent until the last customer has its last result. */
  readonly seconds: number;
  /** Processor time of the runtime between. */
  readonly processorSeconds: number;
}

/** A customer before it begins: its ends are open, and it knows what it is owed. */
interface Customer {
  /** Sends all lines; resolves with the number of results when the last one has come. Throws `bench-failed`. */
  run(patience: AbortSignal): Promise<number>;
  close(): Promise<void>;
}

/**
 * Starts a runtime with so many tenants; then each sends its lines and reads its results, all at once, in this process.
 * Throws `bench-failed` when a customer's results are not those of the plain computation.
 */
export async function runTogether({
  customers: count,
  lines,
  threads,
}: {
  readonly customers: number;
  readonly lines: number;
  readonly threads: number;
}): Promise<Together> {
  await using runtime = await TenantsRuntime.start({ tenants: count, threads });
  await using opened = new AsyncDisposableStack();
  const customers: Customer[] = [];
  for (const [i, tenant] of runtime.tenants.entries()) {
    // Each customer's alarms are others.
    const sent = linesIn(await inputFile(lines, { stations: 20, rate: 5, seed: i + 1 }), 1);
    const customer = await customerOf(runtime.config, tenant, sent);
    opened.defer(async () => await customer.close());
    customers.push(customer);
  }
  const patience = new AbortController();
  const given = delay(PATIENCE_MILLISECONDS, undefined, { signal: patience.signal, ref: false });
  given.then(() => patience.abort()).catch(() => undefined);
  const used = processSeconds(runtime.pid);
  const began = performance.now();
  const results = await Promise.all(customers.map(async (customer) => await customer.run(patience.signal)));
  const seconds = (performance.now() - began) / 1000;
  const processorSeconds = processSeconds(runtime.pid) - used;
  patience.abort();
  runtime.check();
  const all = results.reduce((sum, each) => sum + each, 0);
  return { customers: count, events: count * lines, results: all, seconds, processorSeconds };
}

async function customerOf(config: string, tenant: string, lines: readonly SentLine[]): Promise<Customer> {
  const [producer, consumer] = [await openProducer(config, tenant), await openConsumer(config, tenant)];
  const expected = new Expected(lines, 1);
  const sent = lines.map(({ line }) => line);
  return {
    async run(patience) {
      const answered = (async () => {
        const sha = createHash('sha256');
        let count = 0;
        for await (const results of consumer.follow(patience)) {
          for (const { payload } of results) sha.update(plainResult(Buffer.from(payload)));
          count += results.length;
          if (count >= expected.count) break;
        }
        return { count, digest: sha.digest('hex') };
      })();
      await producer.send(sent);
      const { count, digest } = await answered;
      if (count !== expected.count || digest !== expected.digest(0, count))
        throw differs(tenant, count, expected.count);
      return count;
    },
    async close() {
      await Promise.all([producer.close(), consumer.close()]);
    },
  };
}

function differs(tenant: string, count: number, wanted: number): MillraceError {
  return new MillraceError('bench-failed', {
    what: `${tenant} has ${count} results where ${wanted} are due, or others than the plain computation`,
    where: 'comparison of the results',
    fix: 'run `npm test`, and this bench with fewer lines',
  });
}
