import { ChannelError } from '../model/channel.ts'
import type { OutboxDeps } from './outbox.ts'
import { findRecorded, findRipeDoubts, findSettledByEcho, putOffDoubt, type Doubt } from './doubts.queries.ts'
import type { Settlement } from './settle.queries.ts'
import { writeSettlements } from './settleTries.ts'

const looksAllowed = 20
const doubtsAllowed = 3
/** The platform prints whole seconds for what it remembers (meta-platform.md 3.5), and its clock need not be ours. */
const clockSlackMs = 5_000

/**
 * Settles messages whose outcome was never learned: by an echo that is already here; a private reply by saying it again, since the
 * platform takes one per comment; everything else by reading back what the account said, once the call can no longer be under way.
 * Found: sent. Not there: it had no effect and is planned again, at most three times. Unreadable twenty times: parked for a person.
 * Out: how many were settled.
 */
export async function settleDoubts(deps: OutboxDeps): Promise<number> {
  const now = deps.clock.now()
  const echoed = await findSettledByEcho(deps.system, 100)
  if (echoed.length) await writeSettlements(deps, echoed.map((one) => ({ ...ending(one, 'sent'), channel_message_id: one.echoId })), now)
  const ripe = await findRipeDoubts(deps.system, new Date(deps.clock.machineMs()), 20)
  const judged = await Promise.all(ripe.map((doubt) => judge(deps, doubt)))
  const settled = judged.filter((one) => one !== null)
  await writeSettlements(deps, settled, now)
  return echoed.length + settled.length
}

async function judge(deps: OutboxDeps, doubt: Doubt): Promise<Settlement | null> {
  if (doubt.kind === 'private_reply') return { ...ending(doubt, 'planned'), not_before: new Date(deps.clock.now().getTime() + 1_000) }
  try {
    const found = await readBack(deps, doubt)
    if (found) return { ...ending(doubt, 'sent'), channel_message_id: found }
    if (doubt.doubts >= doubtsAllowed) return { ...ending(doubt, 'parked'), error_code: 'doubtful_again', error_words: `The outcome stayed unknown ${doubt.doubts} times; nothing of it can be found in the thread. Close it or send it again.` }
    return { ...ending(doubt, 'planned'), not_before: deps.clock.now() }
  } catch (error) {
    if (!(error instanceof ChannelError)) throw error
    const looks = await putOffDoubt(deps.system, doubt.id, doubt.epoch, new Date(deps.clock.machineMs() + 5_000))
    deps.log.warn({ message: doubt.id, code: error.code, count: looks }, 'a doubt could not be settled by reading back')
    if (looks < looksAllowed) return null
    return { ...ending(doubt, 'parked'), error_code: 'cannot_read_back', error_words: `Whether this arrived could not be found out: ${error.message}` }
  }
}

/** The id of what the account said, if the platform remembers this text since the try and no other message of ours has that id. */
async function readBack(deps: OutboxDeps, doubt: Doubt): Promise<string | null> {
  const as = await deps.credentials.get(doubt.accountId)
  const where = doubt.kind === 'public_reply' ? { commentId: doubt.commentId!, mediaId: doubt.mediaId } : { recipientId: doubt.recipientId! }
  const said = await deps.channelOf(as.channel).readBack(deps.http, as, where)
  const since = doubt.sendingAt.getTime() - clockSlackMs
  const candidates = said.filter((one) => one.at.getTime() >= since && (one.text === doubt.text || (one.text === '' && doubt.templated)))
  const recorded = await findRecorded(deps.system, doubt.accountId, candidates.map((one) => one.id))
  // Oldest first: of two equal texts the earlier one is the earlier message's.
  return candidates.toReversed().find((one) => !recorded.has(one.id))?.id ?? null
}

const ending = (doubt: Pick<Doubt, 'id' | 'epoch' | 'attempts' | 'failures' | 'doubts'>, state: Settlement['state']): Settlement => ({
  id: doubt.id, epoch: doubt.epoch, attempt: doubt.attempts, state, not_before: null, failures: doubt.failures, doubts: doubt.doubts,
  channel_message_id: null, error_code: null, error_words: null, outcome: state === 'sent' ? 'sent' : state === 'planned' ? 'not_there' : 'in_doubt',
  platform_code: null, http_status: null, duration_ms: null, lease_until: null,
})
