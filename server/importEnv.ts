import { readFile, writeFile } from 'node:fs/promises'
import { parseEnv } from 'node:util'
import { connectAccount } from './accounts/accounts.ts'
import { askAccountId } from './accounts/askAccountId.ts'
import { accountInput } from './accounts/accounts.schemas.ts'
import { formerEnvs } from './channels/channels.ts'
import type { EnvAccount } from './channels/meta/envelope.ts'
import { CommandError, type CommandTools } from './commands/command.ts'
import type { ImportedEnv } from './commands/importEnv.ts'
import { envLine, translateEnv } from './formerSettings.ts'
import { ApiError } from './platform/errors.ts'
import { inEnglish } from './texts.ts'
import { commandPrincipal, withDeps, workspaceMeant } from './withDeps.ts'

type Given = { file: string; write: string | null; workspaceId: string | null }

/**
 * Takes over the .env file of another program for the command line. Out: what became of each name, without values. Errors: CommandError,
 * WrongUsage; accounts that the platform refuses are counted.
 */
export async function importEnv(tools: CommandTools, url: string, { file, write, workspaceId }: Given): Promise<ImportedEnv> {
  const text = await readFile(file, 'utf8').catch((error: { code?: string }) => {
    throw new CommandError(`${file} cannot be read (${error.code}).`, { cause: error })
  })
  const env: Record<string, string | undefined> = parseEnv(text)
  if (!Object.keys(env).length) throw new CommandError(`${file} names no settings: each line must be NAME=value.`)
  const { settings, lines } = translateEnv(env)
  const accounts = formerEnvs.flatMap((former) => {
    const found = former.accountOf(env)
    return found ? [{ ...former, found, names: former.names.filter((name) => env[name]) }] : []
  })
  let failed = 0
  if (accounts.length)
    await withDeps(tools, url, async (deps) => {
      const { id, name } = await workspaceMeant(deps, workspaceId)
      for (const { channel, title, found, names } of accounts) {
        const what = await (
          'missing' in found
            ? Promise.resolve({ why: [`${found.missing} is missing in the file.`, found.because].filter(Boolean).join(' ') })
            : connect(found)
        ).catch(whyNot)
        if ('why' in what) failed++
        lines.push(
          'why' in what ? `✗ ${names.join(', ')}: not connected: ${what.why}` : `✓ ${names.join(', ')}: ${title} ${what.name}, in ${name}`,
        )

        async function connect(account: EnvAccount): Promise<{ name: string }> {
          const { accessToken, loginType = 'instagram' } = account
          const externalId = account.externalId ?? (await askAccountId(deps, { channel, accessToken, loginType }))
          const input = accountInput.safeParse({ channel, name: title, ...account, externalId })
          if (!input.success)
            return Promise.reject(
              new CommandError(input.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join(' ')),
            )
          const stored = await connectAccount(deps, commandPrincipal(id), input.data, null)
          return { name: stored.username ?? stored.name }
        }
      }
    })
  const found = Object.entries(settings)
  if (write !== null && found.length) {
    await writeSettings(write, found)
    lines.push(`Settings written to ${write}: ${found.length}.`)
  } else if (found.length)
    lines.push('Give the hub these settings in its environment, or repeat this with --write NEW_FILE (docs/settings.md).')
  return { lines, failed }
}

/** Errors that are not for people are thrown on. */
function whyNot(error: unknown): { why: string } {
  if (error instanceof ApiError) return { why: inEnglish(error.message) }
  if (error instanceof CommandError) return { why: error.message }
  throw error
}

async function writeSettings(file: string, settings: [string, string][]): Promise<void> {
  const lines = settings.map(([name, value]) => {
    const line = envLine(name, value)
    if (line === null) throw new CommandError(`${name} has quotes that no line can hold: nothing was written. Give it to the hub yourself.`)
    return line
  })
  await writeFile(file, lines.join(''), { mode: 0o600, flag: 'wx' }).catch((error: { code?: string }) => {
    throw new CommandError(
      error.code === 'EEXIST' ? `${file} is there already: nothing was written.` : `${file} cannot be written (${error.code}).`,
      {
        cause: error,
      },
    )
  })
}
