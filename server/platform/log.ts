import { pino } from 'pino'

// An allow-list: other fields of an object are dropped, so a token cannot get into a log by accident.
const loggable = [
  'account',
  'actor',
  'address',
  'attempt',
  'automation',
  'body',
  'channel',
  'code',
  'conversation',
  'count',
  'durationMs',
  'endpoint',
  'err',
  'event',
  'file',
  'folder',
  'form',
  'job',
  'kind',
  'lane',
  'message',
  'method',
  'migration',
  'notes',
  'outcome',
  'pid',
  'platform',
  'port',
  'prefix',
  'provider',
  'reason',
  'role',
  'route',
  'run',
  'state',
  'status',
  'why',
  'worker',
  'workspace',
] as const
const isLoggable = new Set<string>(loggable)

type Line = { (fields: { [Name in (typeof loggable)[number]]?: unknown }, message?: string): void; (message: string): void }

/** A log that takes the fields of the allow-list only: another one, which would be dropped, is an error of types. */
export type Log = Record<'debug' | 'info' | 'warn' | 'error' | 'fatal', Line>

export function makeLog(level: string, write?: (line: string) => void): Log {
  const options = {
    level,
    base: null,
    formatters: {
      level: (label: string) => ({ level: label }),
      log: (fields: Record<string, unknown>) => Object.fromEntries(Object.entries(fields).filter(([name]) => isLoggable.has(name))),
    },
    serializers: {
      err: (error: Error & { code?: string }) => ({ type: error.name, message: error.message, code: error.code, stack: error.stack }),
    },
  }
  return write ? pino(options, { write }) : pino(options)
}
