/**
 * Every advisory lock of this program, by its number. A lock of one number is held by one transaction or session at a time; a class is the
 * first of two numbers, the second says which lock of the class. A test holds the numbers apart and looks for others.
 */
export const advisoryLocks = {
  /** Held by the process that is the instance of this database. A number of 64 bits, so it is text here. */
  instance: '7310584037214501101',
  /** One process migrates at a time. */
  migrate: 7_250_001,
  /** One process at a time parses and decides. */
  ingest: 7_250_002,
  /** One set-up at a time: two first visits at once create one owner. */
  setUp: 7_250_003,
  /** One process at a time creates and drops partitions of `bodies`. */
  bodyPartitions: 7_250_004,
  /** Every process that works on the database holds it shared; a migration requests it exclusively. */
  presence: 7_250_005,
  /** One process at a time adds to the chains of the audit. */
  sealAudit: 7_250_006,
} as const

export const advisoryLockClasses = {
  /** Held by live workers: with the worker's number. */
  workers: 7_250_010,
  /** The roles of live processes, shared: with the role's number. */
  parts: 7_250_011,
  /** Held while jobs of one lane are numbered: with the lane's hash. */
  jobLanes: 7_250_012,
  /** Held while the tags of a workspace change their names: with the workspace's hash. */
  tagNames: 7_250_013,
  /** Held while the fields of a workspace change their names: with the workspace's hash. */
  fieldNames: 7_250_014,
  /** Held while a segment of a workspace is created: with the workspace's hash. */
  segments: 7_250_015,
} as const
