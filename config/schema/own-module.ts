import { z } from 'zod';
import { analyticKeys } from './analytic-keys.ts';
import { complain } from './complaint.ts';
import { defaultsTo, leafDocs } from './docs.ts';
import { idsOf, word } from './leaves.ts';
import { MODULE_PATH } from './modules.ts';
import { section } from './section.ts';

const use = z.string().regex(MODULE_PATH, { abort: true });
leafDocs.add(use, { wanted: 'a path that starts with ./, ../ or /' });
const settings = z.record(z.string(), z.unknown(), {
  error: complain({ wanted: 'a group of keys', fix: "write the module's own settings below it, or remove it" }),
});
leafDocs.add(settings, { wanted: 'a group of keys' });

export const ownModuleSchema = section(
  {
    use: use.describe("A user's own analytic: a module that defines an actor."),
    ...analyticKeys,
    settings: settings.prefault({}).describe('Passed to the module as they are.'),
    of: defaultsTo(
      idsOf('analytics', 'remove of: then it takes events')
        .optional()
        .describe(
          "Ids of analytics whose results it takes instead of events, from all partitions. They may take results themselves, and so on. A result comes in the event's `fields`, as `of`, `output` and `result`.",
        ),
      'none: it takes events',
    ),
    by: defaultsTo(
      word(['key', 'sensor', 'station', 'tenant'])
        .optional()
        .describe('With `of`: whose results come to one actor. In its key `all` stands for all stations or sensors.'),
      'key',
    ),
  },
  {
    in: 'for a module of your own',
    keys: Object.fromEntries(
      ['window', 'threshold', 'emit', 'watermark'].map((key) => [key, `write ${key} below settings`]),
    ),
  },
).superRefine(({ of, by, where }, context) => {
  const refuse = (path: string[], wanted: string, fix: string): void => {
    const message = complain({ code: 'config-conflict', wanted, fix });
    context.addIssue({ code: 'custom', path, message });
  };
  if (of === undefined) {
    if (by !== undefined) refuse(['by'], 'none without of', 'add of, with the analytics whose results it takes');
  } else if (where?.isActive !== undefined) {
    refuse(['where', 'isActive'], 'none with of', 'remove isActive: a result is neither raised nor cleared');
  }
});
