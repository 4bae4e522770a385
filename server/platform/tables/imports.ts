import { bigint, boolean, integer, jsonb, table, text, timestamptz, uuid } from './table.ts'

export type ImportState = 'running' | 'done' | 'failed' | 'cancelled'

/** An import of contacts, with its progress. */
export const imports = table('imports', {
  id: uuid,
  workspace_id: uuid,
  actor: text,
  name: text,
  encoding: text,
  delimiter: text,
  columns: jsonb<string[]>(),
  targets: jsonb<string[]>(),
  options: jsonb<unknown>(),
  state: text.as<ImportState>(),
  code: text.orNull.later,
  has_file: boolean.withDefault,
  total: integer,
  done: integer.withDefault,
  created: integer.withDefault,
  updated: integer.withDefault,
  unchanged: integer.withDefault,
  failed: integer.withDefault,
  place: bigint,
  erased: jsonb<string[]>().withDefault,
  created_at: timestamptz,
  ended_at: timestamptz.orNull.later,
})

/** A row that an import refused. */
export const importFailures = table('import_failures', {
  import_id: uuid,
  row_number: integer,
  workspace_id: uuid,
  starts: bigint,
  ends: bigint,
  problems: jsonb<unknown>(),
})
