import type { Account } from '../../../server/accounts/accounts.schemas.ts'
import type { DoctorRuns } from '../../../server/doctor/doctor.schemas.ts'
import { cannotSend } from '../accounts/handle.ts'

type Runs = { instance: Pick<DoctorRuns['accounts'][number], 'problems' | 'checkedAt'> | null; accounts: Run[] }
type Run = Pick<DoctorRuns['accounts'][number], 'accountId' | 'problems' | 'checkedAt'>

/**
 * What the doctor's page says first. An account that is known to send nothing is a problem, also where no check found it.
 * Out: the number of problems, and of the accounts that were never checked. Pure.
 */
export function headline({ instance, accounts: runs }: Runs, accounts: Pick<Account, 'id' | 'status'>[]) {
  const dead = new Set(accounts.filter(cannotSend).map(({ id }) => id))
  const ofAccounts = runs.reduce((sum, { accountId, problems }) => sum + Math.max(problems, dead.has(accountId) ? 1 : 0), 0)
  return { problems: ofAccounts + (instance?.problems ?? 0), unchecked: runs.filter(({ checkedAt }) => checkedAt === null).length }
}
