import type { LeadAds } from '../model/capabilities.ts'
import type { Credentials } from '../model/channel.ts'
import type { Job, JobOutcome } from '../model/job.ts'
import { askPlatform as ask, openLine as open, type AskDeps, type Asked } from '../outbox/askPlatform.ts'
import type { NewId } from '../platform/ids.ts'
import type { Wake } from '../platform/wake.ts'

export type { Asked } from '../outbox/askPlatform.ts'
export type LeadAdsDeps = AskDeps & { newId: NewId; wake: Wake }

/** The account's lead ads. `readable`: how many leads the platform hands out, on which its limit depends. */
export type Line = { part: LeadAds; as: Credentials; readable: number }
export async function openLine(deps: LeadAdsDeps, { accountId }: Job, readable: number): Promise<Line | JobOutcome> {
  const line = await open(deps, accountId!, ({ leads }) => leads)
  return 'kind' in line ? line : { ...line, readable }
}

/** One read of the account's lead ads, as in outbox/askPlatform.ts. */
export const askPlatform = <T>(deps: LeadAdsDeps, { accountId }: Job, line: Line, read: () => Promise<T>): Promise<Asked<T>> =>
  ask(deps, accountId!, line.part.rate(line.readable), read)
