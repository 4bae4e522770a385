import type { CommandTools, Command } from './command.ts'
import { CommandError, WrongUsage } from './command.ts'
import { withDatabase } from './openForCommand.ts'

/** A check as it is printed. */
type Line = { id: string; title: string; severity: string; asked: string; text: string; next: string | null; nextUrl: string | null }
/** `accountId`: null for the instance. */
export type CheckedUp = { name: string; accountId: string | null; checks: Line[] }[]

const signs: Record<string, string> = { problem: '✗ PROBLEM', warning: '! warning', not_checked: '- not checked', ok: '✓ ok' }

/** In: what checks the set-up (doctor/); null as an answer when there is no such account. */
export const doctorCommand = (
  checkUp: (tools: CommandTools, url: string, accountId: string | null) => Promise<CheckedUp | null>,
): Command => ({
  usage: '[--account ID] [--json]',
  summary: 'Checks the set-up of this hub, of your Meta app and of every account, and says what to click next',
  details: [
    'AutoDM Hub may run meanwhile, and need not. Ends with 1 when there is a problem.',
    '--account ID checks one account instead of everything; --json prints the checks as JSON.',
  ],
  options: { account: { type: 'string' }, json: { type: 'boolean' } },
  async run(tools, given) {
    const accountId = typeof given['account'] === 'string' ? given['account'] : null
    await withDatabase(tools, async ({ url }) => {
      const checked = await checkUp(tools, url, accountId).catch((error: { code?: string }) => {
        if (error.code !== '42P01') throw error
        throw new CommandError('This database is empty. Start AutoDM Hub once: npm start.', { cause: error })
      })
      if (!checked) throw new CommandError(`There is no account ${accountId}. The page Settings › Doctor has the ids.`)
      if (given['json']) tools.say(JSON.stringify({ checked }, null, 2))
      else for (const line of linesOf(checked)) tools.say(line)
      const problems = checked.flatMap(({ checks }) => checks).filter(({ severity }) => severity === 'problem').length
      if (problems) throw new CommandError(`Problems: ${problems}.`)
    })
  },
})

/** What is printed: each account with its checks, the worst first; what to do only where something is wrong. */
const linesOf = (checked: CheckedUp): string[] =>
  checked.flatMap(({ name, checks }) => [
    '',
    name,
    ...checks.flatMap(({ severity, title, text, asked, next, nextUrl }) => [
      `  ${signs[severity] ?? severity}  ${title}: ${text}`,
      ...(severity === 'ok' ? [] : [`      asked: ${asked}`]),
      ...(next === null ? [] : [`      next: ${[next, nextUrl].filter(Boolean).join(' ')}`]),
    ]),
  ])

/** In: what makes the kit (doctor/) as text; several workspaces: null unless one is named. */
export const reviewKitCommand = (
  makeKit: (tools: CommandTools, url: string, workspaceId: string | null) => Promise<{ text: string } | { workspaces: string[] }>,
): Command => ({
  usage: '[--workspace ID]',
  summary: 'Prints the kit for app review as a text file: what to write and what to film for each permission',
  details: ['Write it into a file: npm run --silent cli -- review-kit > review.md'],
  options: { workspace: { type: 'string' } },
  async run(tools, given) {
    const workspaceId = typeof given['workspace'] === 'string' ? given['workspace'] : null
    await withDatabase(tools, async ({ url }) => {
      const made = await makeKit(tools, url, workspaceId)
      if ('text' in made) return tools.say(made.text)
      if (!made.workspaces.length) throw new CommandError('There is no such workspace.')
      const [shown, more] = [made.workspaces.slice(0, 20), made.workspaces.length - 20]
      const others = more > 0 ? ` and ${more} more` : ''
      throw new WrongUsage(`There are several workspaces. Name one with --workspace: ${shown.join(', ')}${others}`)
    })
  },
})
