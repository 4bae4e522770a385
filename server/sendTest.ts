import { findAccountOwner } from './accounts/accounts.queries.ts'
import type { CommandTools } from './commands/command.ts'
import type { SentTest, TestMessage } from './commands/sendTest.ts'
import { notFound } from './platform/errors.ts'
import { isUuid } from './platform/ids.ts'
import { findMessageOutcome } from './outbox/messages.queries.ts'
import { sendByHand } from './outbox/sendByHand.ts'
import { inEnglish } from './texts.ts'
import { commandPrincipal, withDeps } from './withDeps.ts'

const lookEveryMs = 250
const isOpen = new Set(['planned', 'claimed', 'sending', 'in_doubt'])

/** Sends a message by hand for the command line, and waits for its outcome, at most so long. Errors: CommandError. */
export const sendTest = (tools: CommandTools, url: string, { accountId, recipientId, text, waitMs }: TestMessage): Promise<SentTest> =>
  withDeps(tools, url, async (deps) => {
    const { system } = deps.databases
    const workspaceId = isUuid(accountId) ? await findAccountOwner(system, accountId) : null
    if (workspaceId === null) return notFound('account', accountId)
    const to = { accountId, recipientId }
    const id = await sendByHand(deps, commandPrincipal(workspaceId), { to, isPublic: false, content: { type: 'text', text } })
    for (let waited = 0; ; waited += lookEveryMs) {
      const { state, words } = (await findMessageOutcome(system, id))!
      if (!isOpen.has(state) || waited >= waitMs) return { id, state, reason: words === null ? null : inEnglish(words) }
      await deps.clock.wait(lookEveryMs)
    }
  })
