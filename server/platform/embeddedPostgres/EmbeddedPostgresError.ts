import fs from 'node:fs'

/** Why the embedded database cannot run, as one line for the person at the terminal: which folder, and what to do. */
export class EmbeddedPostgresError extends Error {
  override name = 'EmbeddedPostgresError'
}

const fullDisk = /ENOSPC|EDQUOT|No space left|quota exceeded|Check free disk space|wrote only \d/i

/** Too little space for a segment of the write-ahead log (16 MB), without which PostgreSQL neither recovers nor writes anything. */
const tooLittleBytes = 20_000_000

/**
 * Whether a failure ends when space is freed: its text says so, or there is no space left on the disk of the database's folder (then
 * PostgreSQL may not even be able to write why it stopped).
 */
export function isForLackOfSpace(home: string, cause: unknown): boolean {
  for (let error = cause; error instanceof Error; error = error.cause) if (fullDisk.test(error.message)) return true
  if (typeof cause === 'string' && fullDisk.test(cause)) return true
  const { bavail, bsize } = fs.statfsSync(home)
  return bavail * bsize < tooLittleBytes
}

// Messages of PostgreSQL, initdb and the file system → what a person should do. The first match applies.
const remedies: [RegExp, (home: string, said: string) => string][] = [
  [fullDisk, (home) => `The disk that holds ${home} is full: free some space and start again.`],
  [
    /EROFS|Read-only file system/i,
    (home) => `The folder ${home} is on a read-only file system: choose another folder with DATA_DIR and start again.`,
  ],
  [
    /EACCES|EPERM|Permission denied|Operation not permitted|wrong ownership|could not access directory/i,
    (home) => `The folder ${home} cannot be written by ${whoWeAre()}: make it theirs (chown -R) or choose another one with DATA_DIR.`,
  ],
  [
    /ENOTDIR|EEXIST|Not a directory/i,
    (home) => `${home} is a file where a folder is needed: move it away or choose another one with DATA_DIR.`,
  ],
  [
    /Cannot allocate memory|ENOMEM|could not map anonymous shared memory/i,
    (home) => `There is not enough memory to start the embedded database of ${home}: end other programs and start again.`,
  ],
  [
    /pre-existing shared memory/i,
    (home) =>
      `Parts of an earlier database still work on ${home}: wait a minute, or end the processes called "postgres" there, and start again.`,
  ],
  [
    /valid checkpoint|invalid checkpoint|could not read file "global|invalid data in file|PANIC/i,
    (home, said) =>
      `The embedded database in ${home} is damaged (${said}): put a backup in its place; details are in ${home}/postgres.log.`,
  ],
  [
    /error while loading shared libraries|spawn .* ENOENT|not found \(required by|Exec format error|ENOEXEC/i,
    (home, said) =>
      `The embedded database of ${home} cannot run on this system (${said}): install PostgreSQL 15 or newer and name it with DATABASE_URL.`,
  ],
]

function whoWeAre(): string {
  const uid = process.getuid?.()
  return uid === undefined ? 'this user' : uid === 0 ? 'root' : `user ${process.env['USER'] ?? uid}`
}

/**
 * Explains in one line why the embedded database cannot run.
 * In:     the folder of the embedded database, and an error or the output of initdb or PostgreSQL.
 * Out:    an EmbeddedPostgresError; one that already is such an error is returned unchanged.
 * Errors: none.
 */
export function explainFailure(home: string, cause: unknown): EmbeddedPostgresError {
  if (cause instanceof EmbeddedPostgresError) return cause
  const text = cause instanceof Error ? cause.message : String(cause)
  const said = tellingLine(text)
  const remedy = remedies.find(([pattern]) => pattern.test(text))?.[1]
  const line = remedy?.(home, said) ?? `The embedded database in ${home} did not start (${said}): details are in ${home}/postgres.log.`
  return new EmbeddedPostgresError(line, { cause })
}

/** Of several lines the most informative one: the last FATAL or PANIC, else an error, else the last. */
function tellingLine(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const telling =
    lines.findLast((line) => /FATAL|PANIC/.test(line)) ?? lines.findLast((line) => /error/i.test(line)) ?? lines.at(-1) ?? 'no reason given'
  return telling
    .replace(/^.*?(FATAL|PANIC):\s*/, '')
    .trim()
    .replace(/[.:]$/, '')
}
