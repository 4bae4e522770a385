import { findAccountOwner } from './accounts/accounts.queries.ts'
import { WrongUsage, type CommandTools } from './commands/command.ts'
import type { SentTest, TestMessage } from './commands/sendTest.ts'
import { notFound } from './platform/errors.ts'
import { isUuid } from './platform/ids.ts'
import { contentOf } from './outbox/content.schemas.ts'
import { input } from './outbox/messages.schemas.ts'
import { refuseUnstorable } from './platform/wellFormed.ts'
import { findMessageOutcome } from './outbox/messages.queries.ts'
import { sendByHand } from './outbox/sendByHand.ts'
import { inEnglish } from './texts.ts'
import { commandPrincipal, withDeps } from './withDeps.ts'

const optionOf: Record<string, string> = { accountId: 'account', recipientId: 'to', text: 'text' }
const lookEveryMs = 250
const isOpen = new Set(['planned', 'claimed', 'sending', 'in_doubt'])

/** Sends a message by hand for the command line, and waits for its outcome, at most so long. Errors: CommandError, WrongUsage. */
export const sendTest = (tools: CommandTools, url: string, { accountId, recipientId, text, waitMs }: TestMessage): Promise<SentTest> =>
  withDeps(tools, url, async (deps) => {
    const { system } = deps.databases
    const workspaceId = isUuid(accountId) ? await findAccountOwner(system, accountId) : null
    if (workspaceId === null) return notFound('account', accountId)
    // As by the API: what it would refuse is refused here.
    const { success, data, error } = input.safeParse({ accountId, recipientId, text })
    if (!success)
      throw new WrongUsage(error.issues.map(({ path, message }) => `--${optionOf[String(path[0])] ?? 'text'}: ${message}`).join(' '))
    const to = { accountId, recipientId }
    refuseUnstorable(to, 'body')
    const id = await sendByHand(deps, commandPrincipal(workspaceId), { to, isPublic: false, content: contentOf(data) })
    for (let waited = 0; ; waited += lookEveryMs) {
      const { state, words } = (await findMessageOutcome(system, id))!
      if (!isOpen.has(state) || waited >= waitMs) return { id, state, reason: words === null ? null : inEnglish(words) }
      await deps.clock.wait(lookEveryMs)
    }
  })
