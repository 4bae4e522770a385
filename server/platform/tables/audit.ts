import type { AuditChanges } from '../../model/audit.ts'
import { arrayOf, bigint, bytea, jsonb, table, text, timestamptz, uuid } from './table.ts'

/** Who did what to which thing. */
export const audit = table('audit', {
  id: uuid,
  seq: bigint.made,
  workspace_id: uuid,
  at: timestamptz,
  actor: text,
  action: text,
  subject: text,
  subject_id: text.orNull,
  /** Names of the fields that were changed. */
  fields: arrayOf<string>('text'),
  /** What harmless ones of them were before and after. */
  changes: jsonb<AuditChanges>(),
})

/** The hash of each row, over it and the hash before it. */
export const auditChain = table('audit_chain', {
  workspace_id: uuid,
  place: bigint,
  audit_id: uuid,
  hash: bytea,
})

/** Rows that are not in the chain yet; a trigger adds them. */
export const auditWaiting = table('audit_waiting', {
  audit_id: uuid,
  workspace_id: uuid,
})
