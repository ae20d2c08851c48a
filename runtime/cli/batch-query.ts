import { InvalidArgumentError } from 'commander';
import { isKeyToken } from '../../actors/key.ts';
import { MillraceError } from '../base/errors.ts';
import { type Token, tokenOf } from '../base/token.ts';
import { filters, isReport, type ReportQuery, reports, wholeHours } from '../batch/report-query.ts';

/** The options that say which report. */
export interface AskedReport {
  readonly from: number;
  readonly to: number;
  readonly limit: number;
  readonly station?: Token;
  readonly sensor?: Token;
  readonly alarm?: Token;
}

/** Reads one part of a key. Throws commander's `InvalidArgumentError`. */
export function keyPart(text: string): Token {
  if (isKeyToken(text)) return tokenOf(text);
  throw new InvalidArgumentError('give a number, such as 141');
}

/** What the arguments of `millrace batch` ask for. @throws usage where they do not go together. */
export function batchQuery(report: string, options: AskedReport): ReportQuery {
  if (!isReport(report)) {
    throw usage(`there is no report ${report}`, `use one of ${Object.keys(reports).join(', ')}`);
  }
  const { from, to, limit } = options;
  if (to <= from) throw usage('the period ends before it begins', 'give a --to after --from');
  const filter = filters[report];
  for (const name of ['station', 'sensor', 'alarm'] as const) {
    if (options[name] !== undefined && name !== filter?.name) {
      throw usage(`${report} takes no --${name}`, filter === undefined ? 'leave it out' : `use --${filter.name}`);
    }
  }
  const only = filter && options[filter.name];
  if (filter?.needed && only === undefined) {
    throw usage(`${report} needs a --${filter.name}`, `add for example --${filter.name} 1161115040`);
  }
  return {
    report,
    period: wholeHours({ from, to }),
    limit,
    ...(filter && only !== undefined && { [filter.name]: only }),
  };
}

function usage(what: string, fix: string): MillraceError {
  return new MillraceError('usage', { what, where: 'millrace batch', fix });
}
