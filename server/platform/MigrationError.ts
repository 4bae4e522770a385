/** The database cannot be migrated to this version; the message is one line that says what to do. */
export class MigrationError extends Error {
  override name = 'MigrationError'
}

/**
 * The database belongs to a newer version: this process must not work on it. The code makes the error a temporary one (db.ts): the work is
 * not at fault.
 */
export class NewerVersionError extends MigrationError {
  override name = 'NewerVersionError'
  readonly code = 'ENEWERVERSION'
  constructor(names: string[]) {
    super(`A newer version of AutoDM Hub has upgraded this database (it has ${names.join(', ')}). Start that version, or restore a backup.`)
  }
}
