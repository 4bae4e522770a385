import type { StoredFinding } from '../../model/finding.ts'
import { integer, jsonb, table, timestamptz, uuid } from './table.ts'

/** What the doctor found when it last checked an account, or (without one) the instance. */
export const doctorRuns = table('doctor_runs', {
  id: uuid,
  workspace_id: uuid.orNull,
  account_id: uuid.orNull,
  findings: jsonb<StoredFinding[]>(),
  problems: integer,
  ended_at: timestamptz,
})
