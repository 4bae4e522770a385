import type { Command, CommandTools } from './command.ts'
import { CommandError, WrongUsage } from './command.ts'
import { withDatabase } from './openForCommand.ts'

export type TestMessage = { accountId: string; recipientId: string; text: string; waitMs: number }
/** `state`: as the ledger has it; `reason`: why it was not sent. */
export type SentTest = { id: string; state: string; reason: string | null }

/** One in doubt may have arrived: it is not called unsent, since somebody would send it again. */
const isWaiting = new Set(['planned', 'claimed', 'sending', 'in_doubt', 'open'])
const waitMs = 30_000

/** In: what stores a message and waits for what becomes of it. */
export const sendTestCommand = (send: (tools: CommandTools, url: string, message: TestMessage) => Promise<SentTest>): Command => ({
  usage: '--account ID --to PERSON_ID [--text TEXT] [--no-wait]',
  summary: 'Sends a message to a person who wrote to one of your accounts, through the same outbox as every other',
  details: [
    '--account: its id from GET /api/accounts; --to: the person’s id on the platform, from GET /api/contacts. The platform’s windows hold.',
    'With a running hub it waits half a minute for the outcome. Without one the message is stored, and sent at the next start.',
    'Ends with 1 when the message was refused. Leaves an audit row.',
  ],
  options: {
    account: { type: 'string' },
    to: { type: 'string' },
    text: { type: 'string', default: 'A test message from AutoDM Hub' },
    'no-wait': { type: 'boolean', default: false },
  },
  async run(tools, given) {
    const { account, to, text } = given as Record<string, string | undefined>
    if (!account || !to) throw new WrongUsage('Name the account with --account and the person with --to.')
    await withDatabase(tools, async ({ url, heldBy }) => {
      const isAlone = !tools.config.databaseUrl && heldBy === null
      const message = { accountId: account, recipientId: to, text: text!, waitMs: isAlone || given['no-wait'] ? 0 : waitMs }
      const { id, state, reason } = await send(tools, url, message)
      if (!isWaiting.has(state) && !['sent', 'delivered', 'read'].includes(state))
        throw new CommandError(`Message ${id} was not sent (${state}): ${reason ?? 'no reason is known'}`)
      if (!isWaiting.has(state)) return tools.say(`Message ${id} is ${state}.`)
      tools.say(isAlone ? `Message ${id} is stored. It is sent when AutoDM Hub runs.` : `Message ${id} waits. GET /api/messages shows it.`)
    })
  },
})
