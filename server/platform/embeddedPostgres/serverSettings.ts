/**
 * Settings of the embedded server that can be chosen; sizes in megabytes. `fsync: false` is for tests alone: it trades safety for speed.
 */
export type ServerSize = { maxConnections?: number; sharedBuffersMb?: number; fsync?: boolean }

/** PostgreSQL's own defaults are for disks of more than 10 GB: half of a disk of 1 GB would be write-ahead log. */
function walSizes(diskMb: number) {
  const most = Math.round(Math.min(1_024, Math.max(64, diskMb / 10)))
  return { max_wal_size: `${most}MB`, min_wal_size: `${Math.min(80, most / 2)}MB` }
}

/**
 * The settings of the embedded server, passed on its command line so that a new release applies new ones.
 * In:  the port, the size of the disk, and the size of the server.
 * Out: arguments for `postgres`. Source: PostgreSQL 18 manual, chapter 19.
 */
export function serverArguments(
  port: number,
  diskMb: number,
  { maxConnections = 60, sharedBuffersMb = 128, fsync = true }: ServerSize,
): string[] {
  const settings: Record<string, string | number> = {
    listen_addresses: '127.0.0.1',
    // No socket file: its path may have 107 bytes at most, and data folders may have longer ones.
    unix_socket_directories: '',
    port,
    max_connections: maxConnections,
    shared_buffers: `${sharedBuffersMb}MB`,
    // Pages that were never touched cost nothing, unless huge pages reserve them at once.
    huge_pages: 'off',
    jit: 'off',
    // One machine, no replicas: less is written, and two processes fewer run.
    wal_level: 'minimal',
    max_wal_senders: 0,
    max_logical_replication_workers: 0,
    wal_compression: 'on',
    ...walSizes(diskMb),
    autovacuum: 'on',
    autovacuum_max_workers: 2,
    // The queue is rewritten every few seconds, and a plan for empty tables is used until the statistics are updated.
    autovacuum_naptime: '15s',
    io_method: 'sync',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // The program logs errors of statements; in this log they could contain personal data.
    log_min_messages: 'log',
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    log_checkpoints: 'off',
  }
  if (!fsync) Object.assign(settings, { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' })
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}
