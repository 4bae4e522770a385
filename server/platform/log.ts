import { pino, type Logger } from 'pino'

export type Log = Logger

// An allow-list: other fields of an object are dropped, so a token cannot get into a log by accident.
const loggable = new Set([
  'account',
  'address',
  'attempt',
  'automation',
  'body',
  'channel',
  'code',
  'conversation',
  'count',
  'durationMs',
  'err',
  'event',
  'file',
  'kind',
  'lane',
  'message',
  'method',
  'migration',
  'notes',
  'outcome',
  'pid',
  'port',
  'prefix',
  'reason',
  'role',
  'route',
  'run',
  'state',
  'status',
  'worker',
  'workspace',
])

export function makeLog(level: string, write?: (line: string) => void): Log {
  const options = {
    level,
    base: null,
    formatters: {
      level: (label: string) => ({ level: label }),
      log: (fields: Record<string, unknown>) => Object.fromEntries(Object.entries(fields).filter(([name]) => loggable.has(name))),
    },
    serializers: {
      err: (error: Error & { code?: string }) => ({ type: error.name, message: error.message, code: error.code, stack: error.stack }),
    },
  }
  return write ? pino(options, { write }) : pino(options)
}
