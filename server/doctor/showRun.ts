import type { StoredFinding } from '../model/finding.ts'
import type { TextOf } from '../model/sentence.ts'
import type { DoctorCheck, DoctorRun } from './doctor.schemas.ts'
import type { RunRow } from './runs.queries.ts'
import { titleOf } from './titleOf.ts'

export const showCheck =
  (textOf: TextOf) =>
  ({ name, status, asked, found, next }: StoredFinding): DoctorCheck => ({
    id: name,
    title: textOf(titleOf(name)),
    ok: status === 'ok' || status === 'not_checked',
    severity: status,
    asked: textOf(asked),
    text: textOf(found),
    next: next && textOf(next.words),
    nextUrl: next?.url ?? null,
  })

export function showRun(
  textOf: TextOf,
  run: Pick<RunRow, 'findings' | 'problems' | 'ended_at'> | null | undefined,
  isRunning: boolean,
): DoctorRun {
  return {
    checkedAt: run?.ended_at.toISOString() ?? null,
    isRunning,
    problems: run?.problems ?? 0,
    warnings: run?.findings.filter(({ status }) => status === 'warning').length ?? 0,
    checks: run?.findings.map(showCheck(textOf)) ?? [],
  }
}
