/**
 * Two customers from end to end, by the command line alone: `npm run example`, or `npm run example -- jetstream` on the
 * NATS and Cassandra that MILLRACE_NATS and MILLRACE_CASSANDRA name.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { CommandLine } from './command-line.ts';

const FOLDER = relative(process.cwd(), import.meta.dirname);
/** What the files of lines give. */
const NORTH_RESULTS = 6;
const SOUTH_RESULTS = 3;
const SOUTH_LATER = 2;
const STORM_ALERTS = 21;
const NORTH_ACTIVATIONS = 21;

const [where = 'embedded'] = process.argv.slice(2);
if (where !== 'embedded' && where !== 'jetstream') {
  process.stderr.write(`there is no ${where}: say nothing, or jetstream\n`);
  process.exit(2);
}
const run = where === 'jetstream' ? `-${Date.now().toString(36)}` : '';
const [north, south] = [`north${run}`, `south${run}`];
const data = mkdtempSync(join(tmpdir(), 'millrace-example-'));
process.env.MILLRACE_DATA = data;
process.env.EXAMPLE_RUN = run;

const millrace = new CommandLine(join(FOLDER, `${where}.yaml`));

say('1. A runtime with two customers.');
const runtime = await millrace.start([north, south]);
try {
  await millrace.show('tenants');

  say('2. Each sends a file of alarms on its own channel, one line of them wrong, and reads its own results.');
  await millrace.show('send', north, file('north.csv'));
  await millrace.show('send', south, file('south.csv'));
  await millrace.show('tail', north, '--from-start', '--limit', String(NORTH_RESULTS));
  await millrace.show('tail', south, '--from-start', '--limit', String(SOUTH_RESULTS));

  say(`3. ${south} is stopped. It may go on sending; nothing is answered, and nothing is lost.`);
  await millrace.show('tenants', 'stop', south);
  await millrace.show('send', south, file('south-later.csv'));
  const before = await millrace.run('tail', south, '--from-start', '--no-follow');
  process.stdout.write(`   still ${before.length} results\n`);

  say(`4. Meanwhile two sensors of a station of ${north} go mad: more than 5 alarms in a minute.`);
  await millrace.show('send', north, file('north-storm.csv'));
  const alerts = await millrace.run('tail', north, '--from-start', '--only', 'alerts', '--limit', String(STORM_ALERTS));
  const [critical = [], windows = []] = [alerts.filter(isCritical), alerts.filter((line) => !isCritical(line))];
  process.stdout.write(`   ${windows.length} window alerts, the first one\n   ${windows[0]}\n`);
  process.stdout.write('   and, because there are more than 10 of one station in 5 minutes, the critical alert\n');
  for (const alert of critical) process.stdout.write(`   ${alert}\n`);

  say(`5. ${south} is started again and goes on where it was: its counters, too.`);
  await millrace.show('tenants', 'start', south);
  await millrace.show('tail', south, '--from-start', '--limit', String(SOUTH_RESULTS + SOUTH_LATER));

  say('6. The critical alert has brought a report with it: which alarms were raised most, up to then?');
  await millrace.show('tail', north, '--from-start', '--only', 'batch', '--limit', '1');

  say('7. And in all of that hour?');
  const period = ['--from', '2017-02-19T14:00', '--to', '2017-02-19T15:00'];
  const report = ['batch', 'top-alarms', '--tenant', north, ...period];
  await millrace.showOnce([...report, '--csv'], (lines) => sumOf(lines) === NORTH_ACTIVATIONS);
  await millrace.show(...report);
} finally {
  say('Stop.');
  await runtime.stop();
  rmSync(data, { recursive: true });
}

function say(what: string): void {
  process.stdout.write(`\n${what}\n`);
}

function file(name: string): string {
  return join(FOLDER, name);
}

function isCritical(line: string): boolean {
  return line.includes('"Type":3');
}

/** The second column's, without its heading. */
function sumOf(lines: readonly string[]): number {
  return lines.slice(1).reduce((sum, line) => sum + Number(line.split(',')[1]), 0);
}
