import { expect, test } from 'vitest';
import { INGEST, type LogRecord } from '../../../connectors/log.ts';
import { audited, differencesIn } from '../../support/process/audit.ts';
import { ClusterWorkplace } from '../../support/process/cluster-workplace.ts';
import { countsIn, writeFragile } from '../../support/process/fragile.ts';
import { millrace } from '../../support/process/millrace.ts';
import { untilTaken } from '../../support/process/rows.ts';
import { RuntimeProcess } from '../../support/process/runtime-process.ts';
import { until } from '../../support/process/until.ts';
import { testCassandra } from '../../support/servers/cassandra.ts';
import { describeWith } from '../../support/servers/describe-with.ts';
import { testNats } from '../../support/servers/nats.ts';

const PARTITIONS = [0, 1, INGEST] as const;
/** Half of the lines are too long at first, and the analytic throws. */
const tenant = (maxRecordBytes: string, mended: boolean): string => `
  - id: redriven
    partitions: 2
    input: { format: bts-csv, maxRecordBytes: ${maxRecordBytes} }
    analytics:
      - use: global-statistics
      - { use: ./fragile.ts, settings: { mended: ${mended} } }
`;
const REST = 'ownership: { lease: 1s }\ncheckpoint: { every: 200ms }';
const LINES = 400;
const lines = Array.from({ length: LINES }, (_, key) => {
  return `${key},121,308,2017-02-19 14:20:13 UTC,240,999999,True,${key % 2 === 0 ? '' : 'x'.repeat(200)}`;
});

await describeWith(['nats', 'cassandra'], 'millrace redrive on NATS', () => {
  test('what was set aside comes back once after a fix, wrong lines by the ingest stage', {
    timeout: 240_000,
  }, async () => {
    const servers = { nats: await testNats(), cassandra: await testCassandra() };
    using workplace = new ClusterWorkplace(servers, tenant('128B', false), REST);
    writeFragile(workplace.folder);
    const all = async (direction: 'input' | 'output'): Promise<readonly LogRecord[]> => {
      const logs = PARTITIONS.map((partition) => workplace.records('redriven', partition, direction));
      return (await Promise.all(logs)).flat();
    };
    const command = async (...args: string[]) => await millrace([...args, '--config', workplace.config]);
    const redrive = async (...args: string[]) => {
      const { code, stdout, stderr } = await command('redrive', '--tenant', 'redriven', '--json', ...args);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      return JSON.parse(stdout) as { redriven: number; already: number };
    };
    {
      using runtime = new RuntimeProcess(workplace.config, await workplace.place());
      await runtime.ready();
      const file = `${lines.join('\n')}\n`;
      const sent = await millrace(['send', 'redriven', '--config', workplace.config], { input: file });
      expect(sent).toMatchObject({ code: 0 });
      await untilTaken(runtime, LINES);
      await runtime.signal('SIGKILL');
    }

    workplace.configure(tenant('64KiB', true), REST);
    using runtime = new RuntimeProcess(workplace.config, await workplace.place());
    await until('all have the new settings', async () => {
      return (await all('input')).filter(({ kind }) => kind === 'settings').length === PARTITIONS.length;
    });
    await Promise.all([redrive(), redrive('--wrong'), redrive('--dead-letter')]);
    await untilTaken(runtime, LINES + LINES);
    expect(await redrive()).toMatchObject({ redriven: 0, already: LINES });
    expect(await runtime.signal('SIGTERM')).toBe(0);

    const due = lines.flatMap((_, key) => [`${key}-121-308 fragile 1`, `${key}-121-308 statistics 1`]);
    expect(countsIn(await all('output')).sort()).toEqual(due.sort());
    const { code, report } = await audited(workplace.config);
    expect({ code, found: differencesIn(report) }).toEqual({ code: 0, found: [] });
  });
});
