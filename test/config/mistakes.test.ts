// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how a configuration names a variable
import { describe, expect, test } from 'vitest';
import { ConfigError } from '../../config/problems.ts';
import { ANALYTICS, alarmWindow, minimal, parse, tenant } from './support.ts';

/** The whole message for a text, without the file's name. */
function messageFor(text: string): string {
  try {
    parse(text, { environment: { SECRET: 'hunter2' }, exists: () => false });
  } catch (error) {
    if (error instanceof ConfigError) return error.message.replaceAll('/etc/millrace/millrace.yaml', 'FILE');
    throw error;
  }
  return 'accepted';
}

const mistakes: readonly [name: string, text: string, message: string][] = [
  [
    'an empty file',
    '',
    'config-invalid: found nothing but wanted a group of keys, at the top in FILE line 1, write at least tenants below it',
  ],
  [
    'a list instead of keys',
    '- a\n',
    'config-invalid: found the list ["a"] but wanted a group of keys, at the top in FILE line 1, write at least tenants below it',
  ],
  [
    'no tenant',
    'name: a\n',
    'config-invalid: found no tenants but wanted a list of at least one tenant, at tenants in FILE line 1, write for example - id: customer1 with its analytics',
  ],
  [
    'an empty list of tenants',
    'tenants: []\n',
    'config-invalid: found an empty list but wanted a list of at least one tenant, at tenants in FILE line 1, write for example - id: customer1 with its analytics',
  ],
  [
    'a key without a value',
    minimal('checkpoint:'),
    'config-invalid: found nothing but wanted a group of keys, at checkpoint in FILE line 4, write some of every, keep, rebaseAfter, replayBound below it, or {} for the defaults',
  ],
  [
    'an unknown key',
    minimal('colour: red'),
    'config-invalid: found the unknown key colour, at colour in FILE line 4, use one of name, log, store, threads, checkpoint, ownership, api, logs, tenants',
  ],
  [
    'a misspelt key',
    minimal('checkpoint: { evry: 5s }'),
    'config-invalid: found the unknown key evry, at checkpoint.evry in FILE line 4, did you mean every?',
  ],
  [
    'a name with spaces',
    minimal('name: base stations'),
    'config-invalid: found the text "base stations" but wanted 1 to 64 letters, digits, - and _, at name in FILE line 4, write for example base-stations',
  ],
  [
    'a duration without a unit',
    minimal('checkpoint: { every: 5 }'),
    'config-invalid: found 5 but wanted a duration from 100ms to 1d, at checkpoint.every in FILE line 4, write a number and ms, s, m, h or d, for example 10s',
  ],
  [
    'a duration out of range',
    minimal('checkpoint: { every: 50ms }'),
    'config-invalid: found the text "50ms" but wanted a duration from 100ms to 1d, at checkpoint.every in FILE line 4, write a number and ms, s, m, h or d, for example 10s',
  ],
  [
    'a number out of range',
    minimal('checkpoint: { keep: 1 }'),
    'config-invalid: found 1 but wanted a whole number from 2 to 100, at checkpoint.keep in FILE line 4, write for example 3',
  ],
  [
    'a size that is none',
    minimal('log: { kind: sqlite, retention: { size: plenty } }'),
    'config-invalid: found the text "plenty" but wanted a size from 64KiB to 1024GiB, at log.retention.size in FILE line 4, write a number and B, KiB, MiB or GiB, for example 1GiB',
  ],
  [
    'an unknown kind of log',
    minimal('log: { kind: jetstreem }'),
    'config-invalid: found the text "jetstreem" but wanted sqlite or jetstream, at log.kind in FILE line 4, did you mean jetstream?',
  ],
  [
    'a log without a kind',
    minimal('log: { folder: ./data }'),
    'config-invalid: found no kind but wanted sqlite or jetstream, at log.kind in FILE line 4, add kind: sqlite or jetstream',
  ],
  [
    'text instead of keys',
    minimal('log: ./data'),
    'config-invalid: found the text "./data" but wanted a group of keys with kind, at log in FILE line 4, write kind: sqlite and its other keys below it',
  ],
  [
    'a misspelt word',
    minimal('logs: { level: warning }'),
    'config-invalid: found the text "warning" but wanted trace, debug, info, warn, error, fatal or silent, at logs.level in FILE line 4, did you mean warn?',
  ],
  [
    'too many threads',
    minimal('threads: 65'),
    'config-invalid: found 65 but wanted auto or a whole number from 1 to 64, at threads in FILE line 4, write for example auto',
  ],
  [
    'an address without a host',
    minimal('api: { listen: 8787 }'),
    'config-invalid: found 8787 but wanted a host and a port, at api.listen in FILE line 4, write for example 127.0.0.1:8787 or "[::1]:8787"',
  ],
  [
    'a port that is none',
    minimal('api: { listen: localhost:99999 }'),
    'config-invalid: found the text "localhost:99999" but wanted a port from 0 to 65535, at api.listen in FILE line 4, write for example 127.0.0.1:8787',
  ],
  [
    'a tenant id with a dot',
    minimal().replace('c1', 'c.1'),
    'config-invalid: found the text "c.1" but wanted 1 to 64 letters, digits, - and _, at tenants.0.id in FILE line 2, write for example customer1',
  ],
  [
    'a tenant id that is a number',
    minimal().replace('c1', '1'),
    'config-invalid: found 1 but wanted 1 to 64 letters, digits, - and _, at tenants.0.id in FILE line 2, write for example customer1',
  ],
  [
    'a tenant id that is there twice',
    minimal(`  - { id: c1, ${ANALYTICS} }`),
    'config-conflict: found the id c1 twice, first at tenants.0.id, at tenants.1.id in FILE line 4, give one of them another id',
  ],
  [
    'no analytics',
    tenant(),
    'config-invalid: found no analytics but wanted a list of at least one analytic, at tenants.0.analytics in FILE line 2, write for example - use: global-statistics',
  ],
  [
    'an empty list of analytics',
    tenant('analytics: []'),
    'config-invalid: found an empty list but wanted a list of at least one analytic, at tenants.0.analytics in FILE line 3, write for example - use: global-statistics',
  ],
  [
    'a misspelt analytic',
    tenant('analytics: [{ use: alarm-windw }]'),
    'config-invalid: found the text "alarm-windw" but wanted global-statistics, alarm-window, silence, outlier, alarm-frequency, critical-rate or the path of a module, at tenants.0.analytics.0.use in FILE line 3, did you mean alarm-window? (a path starts with ./)',
  ],
  [
    'a module without ./',
    tenant('analytics: [{ use: mine.ts }]'),
    'config-invalid: found the text "mine.ts" but wanted global-statistics, alarm-window, silence, outlier, alarm-frequency, critical-rate or the path of a module, at tenants.0.analytics.0.use in FILE line 3, write one of global-statistics, alarm-window, silence, outlier, alarm-frequency, critical-rate (a path starts with ./)',
  ],
  [
    'a module that is not there',
    tenant('analytics: [{ use: ./mine.ts }]'),
    "config-invalid: found no file /etc/millrace/mine.ts but wanted a module, at tenants.0.analytics.0.use in FILE line 3, create it, or correct the path: it starts at this file's folder",
  ],
  [
    'an analytic without use',
    tenant('analytics: [{ threshold: 5 }]'),
    'config-invalid: found no use but wanted global-statistics, alarm-window, silence, outlier, alarm-frequency, critical-rate or the path of a module, at tenants.0.analytics.0.use in FILE line 3, add use: global-statistics, alarm-window, silence, outlier, alarm-frequency or critical-rate (a path starts with ./)',
  ],
  [
    'an analytic that is text',
    tenant('analytics: [alarm-window]'),
    'config-invalid: found the text "alarm-window" but wanted a group of keys with use, at tenants.0.analytics.0 in FILE line 3, write use: global-statistics and its other keys below it',
  ],
  [
    'an analytic id that is there twice',
    tenant('analytics:', '  - { use: alarm-window, id: a }', '  - { use: global-statistics, id: a }'),
    'config-conflict: found the id a twice, first at tenants.0.analytics.0.id, at tenants.0.analytics.1.id in FILE line 5, give one of them another id',
  ],
  [
    'a window key beside window',
    alarmWindow('size: 60s'),
    'config-conflict: found size but wanted none in alarm-window, at tenants.0.analytics.0.size in FILE line 5, write it below window: { kind: sliding, size: ... }',
  ],
  [
    'a window that is text',
    alarmWindow('window: sliding'),
    'config-invalid: found the text "sliding" but wanted a group of keys with kind, at tenants.0.analytics.0.window in FILE line 5, write kind: sliding and its other keys below it',
  ],
  [
    'a window without a kind',
    alarmWindow('window: { size: 60s }'),
    'config-invalid: found no kind but wanted sliding, tumbling, session or count, at tenants.0.analytics.0.window.kind in FILE line 5, add kind: sliding, tumbling, session or count',
  ],
  [
    'an unknown kind of window',
    alarmWindow('window: { kind: hopping }'),
    'config-invalid: found the text "hopping" but wanted sliding, tumbling, session or count, at tenants.0.analytics.0.window.kind in FILE line 5, write one of sliding, tumbling, session, count',
  ],
  [
    'a misspelt window key',
    alarmWindow('window: { kind: sliding, slde: 5s }'),
    'config-invalid: found the unknown key slde, at tenants.0.analytics.0.window.slde in FILE line 5, did you mean slide?',
  ],
  [
    'a slide greater than the size',
    alarmWindow('window: { kind: sliding, size: 5s, slide: 1m }'),
    "config-conflict: found slide 1m but wanted at most the window's size, 5s, at tenants.0.analytics.0.window.slide in FILE line 5, write slide: 5s or less, or a greater size: events between two windows would be lost",
  ],
  [
    'a size below the default slide',
    alarmWindow('window: { kind: sliding, size: 3s }'),
    "config-conflict: found slide 5s but wanted at most the window's size, 3s, at tenants.0.analytics.0.window.slide in FILE line 5, write slide: 3s or less, or a greater size: events between two windows would be lost",
  ],
  [
    'a slide of nothing',
    alarmWindow('window: { kind: sliding, slide: 0s }'),
    'config-invalid: found the text "0s" but wanted a duration from 1ms to 366d, at tenants.0.analytics.0.window.slide in FILE line 5, write a number and ms, s, m, h or d, for example 5s',
  ],
  [
    'a slide in a tumbling window',
    alarmWindow('window: { kind: tumbling, size: 5s, slide: 5s }'),
    'config-conflict: found slide but wanted none in a tumbling window, at tenants.0.analytics.0.window.slide in FILE line 5, remove slide: a tumbling window starts where the last one ends; or write kind: sliding',
  ],
  [
    'a size in a session window',
    alarmWindow('window: { kind: session, gap: 5s, size: 60s }'),
    'config-conflict: found size but wanted none in a session window, at tenants.0.analytics.0.window.size in FILE line 5, remove size: a session lasts until gap has passed without an event; or write kind: tumbling',
  ],
  [
    'a gap in a sliding window',
    alarmWindow('window: { kind: sliding, gap: 5s }'),
    'config-conflict: found gap but wanted none in a sliding window, at tenants.0.analytics.0.window.gap in FILE line 5, remove gap, or write kind: session',
  ],
  [
    'a session window without a gap',
    alarmWindow('window: { kind: session }'),
    'config-invalid: found no gap but wanted a duration from 1ms to 366d, at tenants.0.analytics.0.window.gap in FILE line 5, write a number and ms, s, m, h or d, for example 30s',
  ],
  [
    'a duration as the size of a count window',
    alarmWindow('window: { kind: count, size: 60s }'),
    'config-invalid: found the text "60s" but wanted a whole number from 1 to 1000000, at tenants.0.analytics.0.window.size in FILE line 5, write for example 10',
  ],
  [
    'a count window with holes',
    alarmWindow('window: { kind: count, size: 3, slide: 4 }'),
    "config-conflict: found slide 4 but wanted at most the window's size, 3, at tenants.0.analytics.0.window.slide in FILE line 5, write slide: 3 or less, or a greater size: events between two windows would be lost",
  ],
  [
    'a threshold with a fraction',
    alarmWindow('threshold: 5.5'),
    'config-invalid: found 5.5 but wanted a whole number of at least 0, at tenants.0.analytics.0.threshold in FILE line 5, write for example 5',
  ],
  [
    'a factor beside a set time',
    tenant('analytics: [{ use: silence, after: 15m, factor: 3 }]'),
    'config-conflict: found 3 but wanted none with a set time in after, at tenants.0.analytics.0.factor in FILE line 3, remove factor, or write after: usual',
  ],
  [
    'a silence by key that settles',
    tenant('analytics: [{ use: silence, settle: 5s }]'),
    'config-conflict: found the text "5s" but wanted none by key, at tenants.0.analytics.0.settle in FILE line 3, remove settle, or write by: sensor',
  ],
  [
    'a silence after a word',
    tenant('analytics: [{ use: silence, after: long }]'),
    'config-invalid: found the text "long" but wanted usual or a duration from 1s to 366d, at tenants.0.analytics.0.after in FILE line 3, write for example usual, or 15m',
  ],
  [
    'an outlier by one event',
    tenant('analytics: [{ use: outlier, minimum: 1 }]'),
    'config-invalid: found 1 but wanted a whole number of at least 2, at tenants.0.analytics.0.minimum in FILE line 3, write for example 30',
  ],
  [
    'a window in silence',
    tenant('analytics: [{ use: silence, window: { kind: tumbling, size: 60s } }]'),
    'config-conflict: found window but wanted none in silence, at tenants.0.analytics.0.window in FILE line 3, remove window, or write use: alarm-window',
  ],
  [
    'a module on results of nothing, and by itself',
    tenant(
      'analytics: [{ use: alarm-window }, { use: critical-rate }, { use: ./m.ts, id: m, of: [alarm-window, windows, critical-rate, m] }]',
    ),
    [
      'config-conflict: found no analytic windows, at tenants.0.analytics.2.of in FILE line 3, name some of alarm-window, critical-rate',
      "config-conflict: found a loop: m is of m, at tenants.0.analytics.2.of in FILE line 3, remove one of them from the other's of",
      "config-invalid: found no file /etc/millrace/m.ts but wanted a module, at tenants.0.analytics.2.use in FILE line 3, create it, or correct the path: it starts at this file's folder",
    ].join('\n'),
  ],
  [
    'modules on each other',
    tenant(
      'analytics: [{ use: alarm-window }, { use: ./m.ts, id: a, of: [alarm-window, c] }, { use: ./m.ts, id: b, of: [a] }, { use: ./m.ts, id: c, of: [b] }, { use: ./m.ts, id: d, of: [c] }]',
    ),
    [
      "config-conflict: found a loop: a is of c is of b is of a, at tenants.0.analytics.1.of in FILE line 3, remove one of them from the other's of",
      ...[1, 2, 3, 4].map(
        (at) =>
          `config-invalid: found no file /etc/millrace/m.ts but wanted a module, at tenants.0.analytics.${at}.use in FILE line 3, create it, or correct the path: it starts at this file's folder`,
      ),
    ].join('\n'),
  ],
  [
    'a module by station that takes events',
    tenant('analytics: [{ use: ./m.ts, by: station }]'),
    [
      "config-invalid: found no file /etc/millrace/m.ts but wanted a module, at tenants.0.analytics.0.use in FILE line 3, create it, or correct the path: it starts at this file's folder",
      'config-conflict: found the text "station" but wanted none without of, at tenants.0.analytics.0.by in FILE line 3, add of, with the analytics whose results it takes',
    ].join('\n'),
  ],
  [
    'a module on active results',
    tenant('analytics: [{ use: alarm-window }, { use: ./m.ts, of: [alarm-window], where: { isActive: true } }]'),
    [
      "config-invalid: found no file /etc/millrace/m.ts but wanted a module, at tenants.0.analytics.1.use in FILE line 3, create it, or correct the path: it starts at this file's folder",
      'config-conflict: found true but wanted none with of, at tenants.0.analytics.1.where.isActive in FILE line 3, remove isActive: a result is neither raised nor cleared',
    ].join('\n'),
  ],
  [
    'a module on results of none',
    tenant('analytics: [{ use: alarm-window }, { use: ./m.ts, of: [] }]'),
    [
      "config-invalid: found no file /etc/millrace/m.ts but wanted a module, at tenants.0.analytics.1.use in FILE line 3, create it, or correct the path: it starts at this file's folder",
      'config-invalid: found an empty list but wanted a list of ids of analytics, at tenants.0.analytics.1.of in FILE line 3, name at least one, or remove of: then it takes events',
    ].join('\n'),
  ],
  [
    'a critical-rate of nothing',
    tenant('analytics: [{ use: global-statistics }, { use: critical-rate }]'),
    'config-conflict: found no alarm-window whose alerts it could count, at tenants.0.analytics.1 in FILE line 3, add one to the analytics of this tenant',
  ],
  [
    'a critical-rate of others',
    tenant(
      'analytics: [{ use: alarm-window }, { use: alarm-window }, { use: critical-rate, alerts: [alarm-window-2, mine] }]',
    ),
    'config-conflict: found no alarm-window mine, at tenants.0.analytics.2.alerts in FILE line 3, name some of alarm-window, alarm-window-2',
  ],
  [
    'ids that differ by - and _',
    tenant('analytics: [{ use: alarm-frequency, id: a-b }, { use: alarm-frequency, id: a_b }]'),
    'config-conflict: found the ids a-b and a_b, which differ in - and _ alone, at tenants.0.analytics.1.id in FILE line 3, give one of them another id',
  ],
  [
    'a condition that no window alert meets',
    tenant('analytics: [{ use: alarm-window }, { use: critical-rate, where: { isActive: true } }]'),
    'config-conflict: found true but wanted none in critical-rate, at tenants.0.analytics.1.where.isActive in FILE line 3, remove isActive: a window alert is neither raised nor cleared',
  ],
  [
    'reports that nothing triggers and nothing is counted for',
    tenant(
      'analytics: [{ use: alarm-window }]',
      'archive: { rollups: false }',
      'batch: { reports: [top-alarms, top-alarms] }',
    ),
    [
      'config-conflict: found no roll-ups, of which the reports of batch are made, at tenants.0.archive.rollups in FILE line 4, remove rollups: false, or batch',
      'config-conflict: found no critical-rate whose alerts could trigger reports, at tenants.0.batch.on in FILE line 5, add one to the analytics of this tenant, or remove batch',
      'config-conflict: found top-alarms twice, at tenants.0.batch.reports in FILE line 5, name each report once',
    ].join('\n'),
  ],
  [
    'quotas that are none',
    tenant(ANALYTICS, 'quotas: { inputRate: 0.5, keys: 0, stateBytes: 1B, records: 5 }'),
    [
      'config-invalid: found 0.5 but wanted a whole number from 1 to 1000000000, at tenants.0.quotas.inputRate in FILE line 4, write for example 5000',
      'config-invalid: found 0 but wanted a whole number from 1 to 1000000000, at tenants.0.quotas.keys in FILE line 4, write for example 5000',
      'config-invalid: found the text "1B" but wanted a size from 1KiB to 1024GiB, at tenants.0.quotas.stateBytes in FILE line 4, write a number and B, KiB, MiB or GiB, for example 1GiB',
      'config-invalid: found the unknown key records, at tenants.0.quotas.records in FILE line 4, use one of inputRate, resultRate, keys, stateBytes',
    ].join('\n'),
  ],
  [
    'reports that are none',
    tenant('analytics: [{ use: alarm-window }, { use: critical-rate }]', 'batch: { reports: [top-alarm], limit: 0 }'),
    [
      'config-invalid: found the text "top-alarm" but wanted top-alarms, top-stations, sensor-alarms or active-hours, at tenants.0.batch.reports.0 in FILE line 4, did you mean top-alarms?',
      'config-invalid: found 0 but wanted a whole number from 1 to 1000, at tenants.0.batch.limit in FILE line 4, write for example 10',
    ].join('\n'),
  ],
  [
    'a window in a critical-rate',
    tenant('analytics: [{ use: alarm-window }, { use: critical-rate, threshold: 3 }]'),
    'config-conflict: found threshold but wanted none in critical-rate, at tenants.0.analytics.1.threshold in FILE line 3, write bound, or write use: alarm-window',
  ],
  [
    'emit in an alarm-window',
    alarmWindow('emit: on-change'),
    'config-conflict: found emit but wanted none in alarm-window, at tenants.0.analytics.0.emit in FILE line 5, remove emit, or write use: global-statistics',
  ],
  [
    'settings of a built-in',
    alarmWindow('settings: { a: 1 }'),
    "config-conflict: found settings but wanted none in alarm-window, at tenants.0.analytics.0.settings in FILE line 5, remove settings: they are for a user's own module",
  ],
  [
    'an unknown emit',
    tenant('analytics: [{ use: global-statistics, emit: sometimes }]'),
    'config-invalid: found the text "sometimes" but wanted every-event, on-change or every: a duration, at tenants.0.analytics.0.emit in FILE line 3, write for example on-change, or { every: 5s }',
  ],
  [
    'a condition on nothing',
    alarmWindow('where: {}'),
    'config-invalid: found an empty group of keys but wanted at least one condition, at tenants.0.analytics.0.where in FILE line 5, write for example sensor: [141, 142] below it, or remove where',
  ],
  [
    'a condition on a name',
    alarmWindow('where: { sensor: battery }'),
    'config-invalid: found the text "battery" but wanted a whole number or a list of them, at tenants.0.analytics.0.where.sensor in FILE line 5, write for example 141 or [141, 142]',
  ],
  [
    'a misspelt condition',
    alarmWindow('where: { sensors: [1] }'),
    'config-invalid: found the unknown key sensors, at tenants.0.analytics.0.where.sensors in FILE line 5, did you mean sensor?',
  ],
  [
    'a condition that is no truth value',
    alarmWindow('where: { isActive: "yes" }'),
    'config-invalid: found the text "yes" but wanted true or false, at tenants.0.analytics.0.where.isActive in FILE line 5, write true or false, without quotes',
  ],
  [
    'an unknown format',
    tenant('input: { format: xml }', ANALYTICS),
    'config-invalid: found the text "xml" but wanted bts-csv, json or the path of a module, at tenants.0.input.format in FILE line 3, write one of bts-csv, json (a path starts with ./)',
  ],
  [
    'a json key in bts-csv',
    tenant('input: { format: bts-csv, time: at }', ANALYTICS),
    'config-conflict: found time but wanted none in bts-csv, at tenants.0.input.time in FILE line 3, remove time, or write format: json',
  ],
  [
    'a json key of two parts',
    tenant('input: { format: json, key: [a, b], time: t, value: v, isActive: x }', ANALYTICS),
    'config-invalid: found the list ["a","b"] but wanted a list of three paths: of the station, the sensor and the alarm, at tenants.0.input.key in FILE line 3, write for example [station.id, sensor.id, alarm.id]',
  ],
  [
    'a json path with a hole',
    tenant('input: { format: json, key: [a, b, c], time: t..u, value: v, isActive: x }', ANALYTICS),
    'config-invalid: found the text "t..u" but wanted the dot-separated path of a field, at tenants.0.input.time in FILE line 3, write for example alarm.time',
  ],
  [
    'a probability above 1',
    tenant(ANALYTICS, 'simulator: { late: 2 }'),
    'config-invalid: found 2 but wanted a number from 0 to 1, at tenants.0.simulator.late in FILE line 4, write for example 0.001',
  ],
  [
    'a rate of nothing',
    tenant(ANALYTICS, 'simulator: { rate: 0 }'),
    'config-invalid: found 0 but wanted a number of events a second above 0, up to 100000, at tenants.0.simulator.rate in FILE line 4, write for example 50',
  ],
  [
    'a variable that is not set',
    minimal('name: ${env:NAME}'),
    'config-secret-missing: the environment variable NAME is not set, at name in FILE line 4, set it, or give a default: ${env:NAME:-default}',
  ],
  [
    'a variable without env:',
    minimal('name: ${NAME}'),
    'config-invalid: found ${NAME} but wanted an environment variable, at name in FILE line 4, write ${env:NAME} or ${env:NAME:-default}',
  ],
  [
    'a variable without an end',
    minimal('name: ${env:NAME'),
    'config-invalid: found ${env:NAME but wanted an environment variable, at name in FILE line 4, write ${env:NAME} or ${env:NAME:-default}',
  ],
  [
    'a value from the environment',
    minimal('threads: ${env:SECRET}'),
    'config-invalid: found the value of ${env:SECRET} but wanted auto or a whole number from 1 to 64, at threads in FILE line 4, write for example auto',
  ],
  [
    'a key that is there twice',
    'name: a\nname: b\n',
    'config-syntax: Map keys must be unique, in FILE line 2 column 1, correct the YAML there',
  ],
  [
    'a tab',
    'log:\n\tkind: sqlite\n',
    'config-syntax: Tabs are not allowed as indentation, in FILE line 2 column 1, indent with spaces',
  ],
  [
    'a variable without quotes inside { }',
    'api: { listen: ${env:LISTEN} }\n',
    'config-syntax: Unexpected flow-map-start at node end, in FILE line 1 column 17, put quotes around an environment variable or file inside { } or [ ]',
  ],
  [
    'an IPv6 address without quotes',
    'api:\n  listen: [::1]:8787\n',
    'config-syntax: Unexpected scalar at node end, in FILE line 2 column 16, put the address in quotes: "[::1]:8787"',
  ],
  [
    'every without braces',
    tenant('analytics:', '  - use: global-statistics', '    emit: every: 5s'),
    'config-syntax: Nested mappings are not allowed in compact mappings, in FILE line 5 column 15, write emit: { every: 5s }',
  ],
  [
    'an unknown tag',
    'name: !secret a\n',
    'config-syntax: Unresolved tag: !secret, in FILE line 1 column 7, correct the YAML there',
  ],
  [
    'an alias of itself',
    minimal('x: &x [*x]'),
    'config-invalid: found aliases that expand without end, at the top in FILE line 1, write the values out',
  ],
];

describe('mistakes', () => {
  test.each(mistakes)('%s', (_, text, message) => {
    expect(messageFor(text)).toBe(message);
  });
});
