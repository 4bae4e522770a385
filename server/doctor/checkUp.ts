import type { AccountRow } from '../accounts/accounts.queries.ts'
import type { Finding, FindingStatus, StoredFinding } from '../model/finding.ts'
import { findingStatuses } from '../model/finding.ts'
import { accountChecks, type AccountCheck, type AccountFacts } from './accountChecks.ts'
import { askAccount, type DoctorDeps } from './askAccount.ts'
import { askInstance } from './askInstance.ts'
import { instanceChecks, type InstanceCheck, type InstanceFacts } from './instanceChecks.ts'

/** Runs every check of an account, the worst finding first. */
export const checkAccount = async (deps: DoctorDeps, row: AccountRow): Promise<StoredFinding[]> =>
  accountFindings(await askAccount(deps, row))

/** Runs every check of the instance, the worst finding first. `isHere`: this process is a running hub. */
export const checkInstance = async (deps: DoctorDeps, isHere: boolean): Promise<StoredFinding[]> =>
  instanceFindings(await askInstance(deps, isHere))

/** Judges what is known of an account. Pure. */
const accountFindings = (facts: AccountFacts): StoredFinding[] =>
  worstFirst((Object.keys(accountChecks) as AccountCheck[]).flatMap((name) => named(name, accountChecks[name](facts))))

/** Judges what is known of the instance. Pure. */
const instanceFindings = (facts: InstanceFacts): StoredFinding[] =>
  worstFirst((Object.keys(instanceChecks) as InstanceCheck[]).flatMap((name) => named(name, instanceChecks[name](facts))))

const named = (name: string, found: Finding | Finding[] | null): StoredFinding[] => [found ?? []].flat().map((one) => ({ name, ...one }))

const place = (status: FindingStatus) => findingStatuses.indexOf(status)
const worstFirst = (findings: StoredFinding[]): StoredFinding[] => findings.toSorted((a, b) => place(a.status) - place(b.status))

export const problemsIn = (findings: StoredFinding[]): StoredFinding[] => findings.filter(({ status }) => status === 'problem')
