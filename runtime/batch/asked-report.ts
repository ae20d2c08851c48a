import { isKeyToken } from '../../actors/key.ts';
import { MillraceError } from '../base/errors.ts';
import { momentIn } from '../base/moment.ts';
import { type Token, tokenOf } from '../base/token.ts';
import { filters, isReport, type ReportQuery, reports, wholeHours } from './report-query.ts';

/** Rows of a report: at most, and unless told. */
export const reportRows = { most: 1_000_000, usual: 10 } as const;

/** The options that say which report. Times in milliseconds since 1970-01-01Z. */
export interface AskedReport {
  readonly from: number;
  readonly to: number;
  readonly limit: number;
  readonly station?: Token;
  readonly sensor?: Token;
  readonly alarm?: Token;
}

type OptionName = keyof AskedReport;

/** How an option's text is read, undefined where it cannot be, and what is wanted. */
interface Reading<T> {
  readonly read: (text: string) => T | undefined;
  readonly wanted: string;
}

const keyPart: Reading<Token> = {
  read: (text) => (isKeyToken(text) ? tokenOf(text) : undefined),
  wanted: 'give a number, such as 141',
};
const moment: Reading<number> = { read: momentIn, wanted: 'give a time such as 2017-02-19T14:20:13Z' };
const limit: Reading<number> = {
  read: (text) => {
    const rows = /^\d{1,7}$/.test(text) ? Number(text) : 0;
    return rows >= 1 && rows <= reportRows.most ? rows : undefined;
  },
  wanted: `give a whole number from 1 to ${reportRows.most}`,
};

/** The one way in which options of reports are read, on the command line and by HTTP. */
export const readings = { from: moment, to: moment, limit, station: keyPart, sensor: keyPart, alarm: keyPart } as const;

/** The options of a report from their texts. @param where for messages. @throws query-invalid. */
export function readReport(
  report: string,
  texts: Readonly<Partial<Record<OptionName, string>>>,
  where: string,
): ReportQuery {
  const read = <N extends OptionName>(name: N): ReturnType<(typeof readings)[N]['read']> => {
    const { read: reader, wanted } = readings[name];
    const text = texts[name];
    const value = text === undefined ? undefined : reader(text);
    if (text !== undefined && value === undefined) throw invalid(`${name} is ${JSON.stringify(text)}`, wanted, where);
    return value as ReturnType<(typeof readings)[N]['read']>;
  };
  const [from, to] = [read('from'), read('to')];
  if (from === undefined || to === undefined) {
    throw invalid(`${from === undefined ? 'from' : 'to'} is missing`, moment.wanted, where);
  }
  const named = (['station', 'sensor', 'alarm'] as const).map((name) => [name, read(name)] as const);
  const asked = { from, to, limit: read('limit') ?? reportRows.usual };
  const only = Object.fromEntries(named.filter(([, value]) => value !== undefined));
  return reportQuery(report, { ...asked, ...only }, where);
}

/**
 * What a report's name and options ask for.
 *
 * @param where for messages. @param spelled an option as who asked spells it. @throws query-invalid where they do not go together.
 */
export function reportQuery(
  report: string,
  options: AskedReport,
  where: string,
  spelled: (name: string) => string = (name) => name,
): ReportQuery {
  if (!isReport(report)) {
    throw invalid(`there is no report ${report}`, `use one of ${Object.keys(reports).join(', ')}`, where);
  }
  const { from, to, limit: rows } = options;
  if (to <= from)
    throw invalid('the period ends before it begins', `give a ${spelled('to')} after ${spelled('from')}`, where);
  const filter = filters[report];
  for (const name of ['station', 'sensor', 'alarm'] as const) {
    if (options[name] !== undefined && name !== filter?.name) {
      const fix = filter === undefined ? 'leave it out' : `use ${spelled(filter.name)}`;
      throw invalid(`${report} takes no ${spelled(name)}`, fix, where);
    }
  }
  const only = filter && options[filter.name];
  if (filter?.needed && only === undefined) {
    const named = spelled(filter.name);
    throw invalid(`${report} needs a ${named}`, `add for example ${named} 1161115040`, where);
  }
  return {
    report,
    period: wholeHours({ from, to }),
    limit: rows,
    ...(filter && only !== undefined && { [filter.name]: only }),
  };
}

function invalid(what: string, fix: string, where: string): MillraceError {
  return new MillraceError('query-invalid', { what, where, fix });
}
