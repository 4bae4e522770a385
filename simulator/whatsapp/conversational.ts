import { needPermission } from '../platform/access.ts'
import { done, type GraphCall, type Outcome } from '../platform/call.ts'
import { GraphError } from '../platform/errors.ts'
import { list } from '../platform/params.ts'
import { setEntryPoints, type Account } from '../world/accounts.ts'
import { needDifferent, needWords, onlyKnown, wrong } from './parts.ts'

// meta-platform.md 5.11, 13.1 row 1.18
const most = { prompts: 4, promptChars: 80, commands: 30, nameChars: 32, descriptionChars: 256 }

type Command = { command_name: string; command_description: string }
type Conversational = { enable_welcome_message: boolean; prompts: string[]; commands: Command[] }

const nothing: Conversational = { enable_welcome_message: false, prompts: [], commands: [] }

/** What people see of a number in an empty chat, and the commands that they can choose there. */
export const conversationalOf = ({ entryPoints }: Pick<Account, 'entryPoints'>): Conversational => ({
  ...nothing,
  ...(entryPoints['conversational_automation'] as Partial<Conversational> | undefined),
})

/** POST /{PNID}/conversational_automation: sets the parts that are given. Errors: 100, 131008, 131009. */
export function writeConversational(call: GraphCall): Outcome {
  const { world, account, params } = call
  needPermission(call.token, 'whatsapp_business_management')
  const { enable_welcome_message: welcomes, prompts, commands } = params
  const given: Partial<Conversational> = {
    ...(welcomes !== undefined && { enable_welcome_message: switchOf(welcomes) }),
    ...(prompts !== undefined && { prompts: promptsOf(prompts) }),
    ...(commands !== undefined && { commands: commandsOf(commands) }),
  }
  if (Object.keys(given).length === 0)
    throw new GraphError(100, 'Invalid parameter', { details: 'One of enable_welcome_message, prompts, commands is required.' })
  setEntryPoints(world, account.id, { ...account.entryPoints, conversational_automation: { ...conversationalOf(account), ...given } })
  return { body: done, effect: { kind: 'conversational_automation', accountId: account.id, set: Object.keys(given) } }
}

function switchOf(value: unknown): boolean {
  if (value !== true && value !== false && value !== 'true' && value !== 'false') throw wrong('enable_welcome_message must be a boolean.')
  return String(value) === 'true'
}

function promptsOf(value: unknown): string[] {
  const texts = typeof value === 'string' ? (JSON.parse(value) as unknown) : value
  if (!Array.isArray(texts)) throw wrong('prompts must be a list of texts.')
  if (texts.length > most.prompts) throw wrong(`prompts must have at most ${most.prompts} items; it has ${texts.length}.`)
  return texts.map((prompt, at) => plain(needWords({ prompt: prompt as unknown }, 'prompt', `prompts[${at}]`, most.promptChars), 'prompts'))
}

function commandsOf(value: unknown): Command[] {
  const items = list(value, 'commands')
  if (items.length > most.commands) throw wrong(`commands must have at most ${most.commands} items; it has ${items.length}.`)
  const commands = items.map((item, at) => {
    const name = `commands[${at}]`
    onlyKnown(item, name, ['command_name', 'command_description'])
    return {
      command_name: plain(needWords(item, 'command_name', name, most.nameChars), name),
      command_description: plain(needWords(item, 'command_description', name, most.descriptionChars), name),
    }
  })
  needDifferent(
    commands.map(({ command_name }) => command_name),
    'commands.command_name',
  )
  return commands
}

function plain(text: string, name: string): string {
  if (/\p{Extended_Pictographic}/u.test(text)) throw wrong(`${name} may have no emoji.`)
  return text
}
