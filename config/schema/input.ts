import { z } from 'zod';
import { complain } from './complaint.ts';
import { defaultsTo, leafDocs } from './docs.ts';
import { text } from './leaves.ts';
import { MODULE_PATH } from './modules.ts';
import { choice, section } from './section.ts';
import { size } from './units.ts';

/** The formats that ship. */
export const formats = ['bts-csv', 'json'] as const;

const maxRecordBytes = size({ min: '16B', max: '64MiB', example: '64KiB' })
  .prefault('64KiB')
  .describe('A longer record is set aside as a wrong line and reported cut.');

const jsonPath = () =>
  text(/^[^.\s]+(\.[^.\s]+)*$/, 'the dot-separated path of a field', 'write for example alarm.time').transform(
    (found) => found.split('.'),
  );

const keyWanted = 'a list of three paths: of the station, the sensor and the alarm';
const keyFix = 'write for example [station.id, sensor.id, alarm.id]';
const keyError = complain({ wanted: keyWanted, fix: keyFix });
const key = z.tuple([jsonPath(), jsonPath(), jsonPath()], { error: keyError });
leafDocs.add(key, { wanted: keyWanted });

const onlyJson = (name: string) => `remove ${name}, or write format: json`;
const jsonKeys = ['key', 'time', 'value', 'threshold', 'isActive'];
const misplacedJson = Object.fromEntries(jsonKeys.map((name) => [name, onlyJson(name)]));

const csv = z.literal('bts-csv');
leafDocs.add(csv, { wanted: 'bts-csv' });
const btsCsvFormat = csv.prefault('bts-csv').describe('Lines of eight comma-separated fields, from base stations.');
const jsonFormat = z.literal('json').describe('One JSON object a record.');
leafDocs.add(jsonFormat, { wanted: 'json' });
const ownFormat = z
  .string()
  .regex(MODULE_PATH, { abort: true })
  .describe("A user's own format: a module that decodes records.");
leafDocs.add(ownFormat, { wanted: 'a path that starts with ./, ../ or /' });

const btsCsv = section({ format: btsCsvFormat, maxRecordBytes }, { in: 'in bts-csv', keys: misplacedJson });

const json = section({
  format: jsonFormat,
  maxRecordBytes,
  key: key.describe("Where the key's three parts are."),
  time: jsonPath().describe('Where the event time is.'),
  value: jsonPath().describe('Where the measured value is.'),
  threshold: defaultsTo(jsonPath().optional().describe('Where the threshold of the value is.'), 'events have none'),
  isActive: jsonPath().describe('Where it says whether the alarm is raised (true) or cleared (false).'),
});

const own = section({ format: ownFormat, maxRecordBytes }, { in: 'for a format of your own', keys: misplacedJson });

export const inputSchema = z
  .union([btsCsv, json, own], {
    error: choice('format', formats, 'bts-csv, json or the path of a module', ' (a path starts with ./)'),
  })
  .prefault({ format: 'bts-csv' })
  .describe('How records become events.');
