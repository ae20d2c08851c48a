import { MillraceError } from '../../runtime/base/errors.ts';
import { inputSubjects } from './subjects.ts';

/** The account that has the streams, and its user: the runtime's. */
const RUNTIME = { account: 'MILLRACE', user: 'millrace', password: 'NATS_PASSWORD' } as const;

/**
 * The accounts of a nats-server for a runtime and its tenants, as text for the server's configuration. A tenant has an account
 * of its own, in which nothing is but its two channels: it may publish to its input and read its results. It has no JetStream, so
 * that it cannot read, purge or inspect anything, and headers that would take records away are refused by its input stream.
 * No password stands in the text: the server takes each from its environment.
 *
 * @param tenants their ids.
 * @throws config-conflict when two tenants' variables would have one name.
 */
export function accountsOf(tenants: readonly string[]): string {
  checkVariables(tenants);
  return `# The accounts of a nats-server for Millrace: include "millrace-accounts.conf" in the server's configuration.
# Passwords come from the server's environment: ${[RUNTIME.password, ...tenants.map(variableOf)].join(', ')}.
# The server reads them as it reads this file: with quotes around one that has more than letters: NATS_PASSWORD='"s3cret"'
accounts {
  ${RUNTIME.account} {
    jetstream: enabled
    users: [
      { user: ${quoted(RUNTIME.user)}, password: $${RUNTIME.password} }
    ]
    exports: [
${lines(tenants.flatMap((tenant) => exportsTo(tenant)))}
    ]
  }
${tenants.map(accountOf).join('\n')}
}
`;
}

/** The variable of the server's environment that holds a tenant's password. */
export function variableOf(tenant: string): string {
  return `NATS_${tenant.toUpperCase().replaceAll('-', '_')}_PASSWORD`;
}

function accountOf(tenant: string): string {
  const { publish, subscribe } = rightsOf(tenant);
  const user = `user: ${quoted(tenant)}, password: $${variableOf(tenant)}`;
  const rights = `permissions: { publish: ${listed(publish)}, subscribe: ${listed([subscribe, '_INBOX.>'])} }`;
  const from = (subject: string): string => `{ account: ${RUNTIME.account}, subject: ${quoted(subject)} }`;
  return `  ${accountName(tenant)} {
    users: [
      { ${user}, ${rights} }
    ]
    imports: [
${lines([...publish.map((subject) => `{ service: ${from(subject)} }`), `{ stream: ${from(subscribe)} }`])}
    ]
  }`;
}

function exportsTo(tenant: string): string[] {
  const { publish, subscribe } = rightsOf(tenant);
  const to = `accounts: [${accountName(tenant)}]`;
  return [
    ...publish.map((subject) => `{ service: ${quoted(subject)}, ${to} }`),
    `{ stream: ${quoted(subscribe)}, ${to} }`,
  ];
}

/** What a tenant may do: the subjects of its input stream but those that only a runtime publishes to, and its results. */
function rightsOf(tenant: string): { publish: readonly string[]; subscribe: string } {
  const publish = inputSubjects(tenant).filter((subject) => subject.startsWith('in.'));
  return { publish, subscribe: `out.${tenant}.>` };
}

function accountName(tenant: string): string {
  return `TENANT_${tenant}`;
}

function checkVariables(tenants: readonly string[]): void {
  const taken = new Map<string, string>([[RUNTIME.password, RUNTIME.user]]);
  for (const tenant of tenants) {
    const variable = variableOf(tenant);
    const other = taken.get(variable);
    if (other !== undefined) {
      throw new MillraceError('config-conflict', {
        what: `the passwords of ${other} and ${tenant} would both be taken from ${variable}`,
        where: `tenant ${tenant}`,
        fix: 'give one of them an id that differs in more than its case and its dashes',
      });
    }
    taken.set(variable, tenant);
  }
}

function quoted(text: string): string {
  return JSON.stringify(text);
}

function listed(texts: readonly string[]): string {
  return `[${texts.map(quoted).join(', ')}]`;
}

function lines(items: readonly string[]): string {
  return items.map((item) => `      ${item}`).join('\n');
}
