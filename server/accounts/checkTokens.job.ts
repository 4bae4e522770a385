import type { Deps } from '../deps.ts'
import { addJobs } from '../jobs/addJobs.queries.ts'
import type { JobHandler } from '../jobs/handler.ts'
import { addMails } from '../mail/addMails.queries.ts'
import type { NewMail } from '../model/mail.ts'
import { aheadOf } from '../platform/aheadAtMost.ts'
import type { Db } from '../platform/db.ts'
import { forgetUnusedLogins } from './connections.queries.ts'
import { sentence } from './sentences.ts'
import { link, stopMails } from './stopMails.ts'
import {
  findEndings,
  findNewKeys,
  findUncheckedLogins,
  findUncheckedTokens,
  forgetTimesAhead,
  takeUntoldStops,
  type Ending,
} from './tokens.queries.ts'
import { warnDays, warningDue } from './whatToAsk.ts'

const dayMs = 86_400_000
/** How long a login waits for the person to choose accounts. */
const unusedMs = 3_600_000
/** Accounts that are looked at in one round; the next round continues. */
const accountsAtOnce = 500

type Guarding = Pick<Deps, 'clock' | 'newId' | 'wake'> & { system: Db }

/**
 * Every five minutes (requirement C10): has each token of an account or a login checked once a day, or renewed; sends mails about accounts
 * that stopped because their token died, however that was found out; warns of what ends in 14, 7 and 1 days and cannot be renewed without a
 * person; and deletes the tokens of logins through which nothing was connected.
 */
export const checkTokens = (deps: Guarding): JobHandler => ({
  backoffMs: [60_000],
  timeLimitMs: 60_000,
  repeatable: true,
  waitsForAccount: false,
  recurring: { everyMs: 300_000, missed: 'latest' },
  async run() {
    const now = deps.clock.now()
    const own = { newId: deps.newId, now }
    await forgetTimesAhead(deps.system, aheadOf(now), now)
    const due = await findUncheckedTokens(deps.system, new Date(now.getTime() - dayMs), accountsAtOnce)
    const logins = await findUncheckedLogins(deps.system, new Date(now.getTime() - dayMs), accountsAtOnce)
    await forgetUnusedLogins(deps.system, new Date(now.getTime() - unusedMs), now)
    const warnings = await warningsDue(deps.system, now)
    await deps.system.transaction().execute(async (trx) => {
      const stopped = await takeUntoldStops(trx, now)
      await addMails(trx, own, [...stopMails(stopped, now), ...warnings])
      const today = now.toISOString().slice(0, 10)
      await addJobs(
        trx,
        own,
        due.map(({ id, workspaceId }) => ({
          kind: 'check_token' as const,
          workspaceId,
          accountId: id,
          runAt: now,
          lane: `check_token/${id}`,
          uniqueKey: `check_token/${id}/${today}`,
          data: {},
        })),
      )
      await addJobs(
        trx,
        own,
        logins.map(({ id, workspaceId }) => ({
          kind: 'check_login' as const,
          workspaceId,
          accountId: null,
          runAt: now,
          lane: `check_login/${id}`,
          uniqueKey: `check_login/${id}/${today}`,
          data: { connectionId: id },
        })),
      )
    })
    if (due.length || logins.length || warnings.length) deps.wake.tell('jobs', null)
    return { kind: 'done' }
  },
})

const subjects = {
  account: 'accounts.mail_token_ends',
  login: 'accounts.mail_login_ends',
  data: 'accounts.mail_data_ends',
} as const
const texts = {
  account: 'accounts.token_ends',
  login: 'accounts.login_ends',
  data: 'accounts.data_ends',
} as const

/** The mails about what ends soon, each once. */
async function warningsDue(db: Db, now: Date): Promise<NewMail[]> {
  const endings = await findEndings(db, now, new Date(now.getTime() + warnDays[0] * dayMs))
  const keyed = endings.map((ending) => ({ ...ending, key: keyOf(ending, now) }))
  const fresh = await findNewKeys(db, keyed)
  return keyed
    .filter(({ key }) => fresh.has(key))
    .map(({ what, workspaceId, accountId, name, at, key }) => ({
      workspaceId,
      accountId,
      to: null,
      uniqueKey: key,
      content: {
        subject: sentence(subjects[what], { name }),
        paragraphs: [sentence(texts[what], { name, leftMs: Math.ceil((at.getTime() - now.getTime()) / 3_600_000) * 3_600_000 })],
        link,
      },
    }))
}

const keyOf = ({ what, id, at }: Ending, now: Date): string => `ends/${what}/${id}/${at.toISOString()}/${warningDue(at, now)}`
