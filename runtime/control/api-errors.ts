import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ErrorCode } from '../base/error-codes.ts';
import { MillraceError, messageOf } from '../base/errors.ts';
import type { LogSink } from '../base/log-sink.ts';
import { formatSize } from '../base/units.ts';
import { IngestFailure } from './ends/ingest-failure.ts';
import { RetryLater } from './retry-later.ts';

/** HTTP statuses of errors; 500 for all others. */
const STATUSES: Partial<Record<ErrorCode, number>> = {
  'query-invalid': 400,
  'token-refused': 401,
  'runtime-refused': 403,
  'tenant-unknown': 404,
  'actor-not-found': 404,
  'route-unknown': 404,
  'partition-stopped': 409,
  'tenant-exists': 409,
  'tenant-busy': 409,
  'tenant-removed': 409,
  'tenant-configured': 409,
  'partitions-changed': 409,
  'config-not-found': 400,
  'config-invalid': 400,
  'config-conflict': 400,
  'config-syntax': 400,
  'config-secret-missing': 400,
  'module-not-loaded': 400,
  'actor-invalid': 400,
  'actor-settings-invalid': 400,
  'format-invalid': 400,
  'results-expired': 410,
  'queue-full': 503,
  'worker-lost': 503,
  'outcome-unknown': 503,
  'broker-unavailable': 503,
  'store-unavailable': 503,
  'file-busy': 503,
};

type Thrown = Error & Partial<Pick<FastifyError, 'statusCode' | 'validation'>>;
export type AnswerError = (thrown: Thrown, request: FastifyRequest, reply: FastifyReply) => void;

/** Answers whatever goes wrong with `{"error": {code, what, where, fix}}` and a fitting status; what nobody foresaw is logged. */
export function errorAnswerer(log: LogSink): AnswerError {
  return (thrown, request, reply) => {
    const { error, status } = answerTo(thrown, request);
    if (error instanceof RetryLater) void reply.header('retry-after', error.seconds);
    const lines = error instanceof IngestFailure && { lines: error.lines };
    if (status === 500) log('error', error.message, { stack: thrown.stack });
    if (status === 401) void reply.header('www-authenticate', 'Bearer');
    void reply.code(status).send({ error, ...lines });
  };
}

export function refuseUnknownRoutes(app: FastifyInstance): void {
  app.setNotFoundHandler((request) => {
    throw new MillraceError('route-unknown', {
      what: 'there is nothing here',
      where: placeOf(request),
      fix: 'see /openapi.json for what there is, such as /v1/status or /v1/tenants',
    });
  });
}

function answerTo(thrown: Thrown, request: FastifyRequest): { error: MillraceError; status: number } {
  if (thrown instanceof RetryLater || thrown instanceof IngestFailure) return { error: thrown, status: thrown.status };
  if (thrown instanceof MillraceError) return { error: thrown, status: STATUSES[thrown.code] ?? 500 };
  const parts = { where: placeOf(request), cause: thrown };
  if (thrown.statusCode !== undefined && thrown.statusCode < 500) {
    return { error: refusalOf(thrown, request), status: thrown.statusCode };
  }
  const fix = 'please report it with the log file';
  return { error: new MillraceError('unexpected', { ...parts, what: messageOf(thrown), fix }), status: 500 };
}

/** What Fastify refuses by itself. */
function refusalOf(thrown: Thrown, request: FastifyRequest): MillraceError {
  const parts = { where: placeOf(request), cause: thrown };
  if (thrown.statusCode === 413) {
    const most = formatSize(request.routeOptions.bodyLimit);
    const what = `the body is larger than ${most}`;
    return new MillraceError('body-too-large', { ...parts, what, fix: 'send it in parts, each of whole lines' });
  }
  const fix =
    thrown.statusCode === 415
      ? 'send lines as text/csv, application/x-ndjson, text/plain or application/octet-stream'
      : 'see HTTP in README.md for what can be asked';
  return new MillraceError('query-invalid', { ...parts, what: faultIn(thrown), fix });
}

/** What Fastify found wrong with a request: a query that doesn't fit its schema, a body too large, a path that is none. */
function faultIn(thrown: Thrown): string {
  const [fault] = thrown.validation ?? [];
  if (fault === undefined) return messageOf(thrown);
  if (fault.keyword === 'additionalProperties') return `there is no parameter ${fault.params.additionalProperty}`;
  return `parameter ${fault.instancePath.slice(1)} ${fault.message}`;
}

function placeOf({ method, url }: FastifyRequest): string {
  return `${method} ${url}`;
}
