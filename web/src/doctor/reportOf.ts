import type { DoctorRun } from '../../../server/doctor/doctor.schemas.ts'

export type Group = { key: string; name: string; run: DoctorRun }

/** The checks as plain text, to be sent to somebody who helps. The server leaves out secrets. */
export const reportOf = (groups: Group[]): string =>
  groups
    .flatMap(({ name, run }) => [
      `${name} (${run.checkedAt ?? '–'})`,
      ...run.checks.map(({ severity, title, text, next }) =>
        [`[${severity}] ${title}: ${text}`, ...(next === null ? [] : [`  → ${next}`])].join('\n'),
      ),
      '',
    ])
    .join('\n')
