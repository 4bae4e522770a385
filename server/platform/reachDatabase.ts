import pg from 'pg'
import type { Clock } from './clock.ts'
import { isPassing } from './db.ts'
import type { Log } from './log.ts'

/** Why an outside database cannot be used, as one line: the setting, what is wrong, what to do. */
export class DatabaseUnreachableError extends Error {
  override name = 'DatabaseUnreachableError'
}

const askEveryMs = 500
const connectLimitMs = 5_000
const databasePatienceMs = 30_000

/**
 * Waits until an outside database accepts a connection. Temporary errors (it is starting, its name is not resolved yet) are waited for;
 * errors that waiting does not fix (a wrong password, a missing database) end it at once.
 * In:     the setting and its address; how long to wait.
 * Errors: DatabaseUnreachableError.
 */
export async function reachDatabase(
  setting: string,
  url: string,
  { clock, log }: { clock: Clock; log: Log },
  patienceMs = databasePatienceMs,
): Promise<void> {
  const until = clock.machineMs() + patienceMs
  for (let first = true; ; first = false) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: connectLimitMs, application_name: 'autodm starts' })
    client.on('error', () => {})
    try {
      await client.connect()
      return
    } catch (error) {
      const line = `${setting}: ${whyUnreachable(error as DriverError, url)}`
      if (!mayPass(error as DriverError)) throw new DatabaseUnreachableError(line, { cause: error })
      if (clock.machineMs() >= until) throw new DatabaseUnreachableError(`${line} Waited for ${patienceMs / 1000} s.`, { cause: error })
      if (first) log.warn({ reason: line }, `the database is waited for, ${patienceMs / 1000} s at most`)
    } finally {
      await client.end().catch(() => {})
    }
    await clock.wait(askEveryMs)
  }
}

type DriverError = Error & { code?: string; errors?: DriverError[] }
const codeOf = (error: DriverError): string => error.code ?? error.errors?.[0]?.code ?? ''

/** A name may be made known, and a server started, while we wait. */
const mayPass = (error: DriverError): boolean =>
  !/SSL|certificate/i.test(error.message) &&
  !/^(ERR_TLS|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/.test(codeOf(error)) &&
  (isPassing(error) || isPassing({ ...error, code: codeOf(error), message: error.message }) || /timeout expired/i.test(error.message))

/**
 * In:     the driver's error (SQLSTATEs of PostgreSQL, appendix A; errors of Node's sockets and TLS). Out: a sentence or two, without the
 *         password.
 */
export function whyUnreachable(error: DriverError, url: string): string {
  const { hostname, port, username, pathname } = new URL(url)
  const at = `${hostname}:${port || 5432}`
  const user = decodeURIComponent(username) || 'nobody'
  const database = decodeURIComponent(pathname.slice(1)) || user
  const code = codeOf(error)
  if (code === '28P01')
    return `the password of user "${user}" is wrong at ${at}. Correct it in the address; special characters must be percent-encoded.`
  if (code === '3D000')
    return (
      `the database "${database}" does not exist at ${at}. Create it: create database "${database}" encoding ` +
      `'UTF8' template template0;`
    )
  if (code === '28000' && /no encryption|SSL off/i.test(error.message))
    return `${at} accepts encrypted connections only. Append ?sslmode=verify-full to the address.`
  if (code === '28000') return `${at} does not let user "${user}" in (${error.message}). Check the user and pg_hba.conf.`
  if (/does not support SSL/i.test(error.message))
    return `${at} has no TLS, but the address asks for it. Remove sslmode from the address, or switch TLS on in PostgreSQL.`
  if (/^(ERR_TLS|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/.test(code) || /certificate/i.test(error.message))
    return (
      `the TLS certificate of ${at} cannot be verified (${error.message}). Append sslrootcert=/path/to/ca.pem to the address, ` +
      'or sslmode=no-verify on a network that you trust.'
    )
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return `the host name "${hostname}" is not known. Check the address.`
  if (code === '53300') return `${at} has no connection left. Raise max_connections, or run fewer processes.`
  if (code.startsWith('57P0')) return `PostgreSQL at ${at} is starting or stopping.`
  return `PostgreSQL at ${at} does not answer (${code || error.message}). Check that it runs and can be reached.`
}
