import type { Principal } from './auth/access.ts'
import { findAllWorkspaces } from './auth/principals.queries.ts'
import { CommandError, WrongUsage, type CommandTools } from './commands/command.ts'
import { permissions } from './model/permission.ts'
import { ApiError } from './platform/errors.ts'
import { followSimulatorClock } from './platform/followSimulatorClock.ts'
import { openDeps } from './runDoctor.ts'

type Opened = Awaited<ReturnType<typeof openDeps>>
const shownAtMost = 20

/**
 * Opens the product for a command, on the clock of its simulator, and closes it. Errors: CommandError instead of an ApiError, with its
 * message, and when the database is empty.
 */
export async function withDeps<T>(tools: CommandTools, url: string, work: (deps: Opened) => Promise<T>): Promise<T> {
  const deps = await openDeps(tools, url)
  const { simulatorUrl } = deps.config
  const following = simulatorUrl ? followSimulatorClock(simulatorUrl, deps.clock, deps.log) : null
  try {
    if (following) await Promise.race([following.first, deps.clock.wait(1_000)])
    return await work(deps)
  } catch (error) {
    if (error instanceof ApiError) throw new CommandError(error.message, { cause: error })
    if ((error as { code?: string }).code !== '42P01') throw error
    throw new CommandError('This database is empty. Start AutoDM Hub once: npm start.', { cause: error })
  } finally {
    following?.stop()
    await deps.close()
  }
}

/** The workspace that is meant: the one that is named, or the only one. Errors: CommandError, WrongUsage. */
export async function workspaceMeant(deps: Opened, id: string | null): Promise<{ id: string; name: string }> {
  const all = await findAllWorkspaces(deps.databases.system)
  const meant = id === null ? all : all.filter((one) => one.id === id)
  const [only] = meant
  if (!only)
    throw new CommandError(
      id === null ? 'There is no workspace yet. Open the hub: its first page creates one.' : `There is no workspace ${id}.`,
    )
  if (meant.length === 1) return only
  const names = all.slice(0, shownAtMost).map((one) => `${one.id} (${one.name})`)
  const more = all.length > shownAtMost ? `, and ${all.length - shownAtMost} more` : ''
  throw new WrongUsage(`There are several workspaces. Name one with --workspace: ${names.join(', ')}${more}`)
}

/** Whoever runs a command on the server may do everything in a workspace; audit rows say `command`. */
export const commandPrincipal = (workspaceId: string): Principal => ({
  kind: 'key',
  user: null,
  memberId: null,
  workspaceId,
  accountIds: null,
  role: 'owner',
  permissions: new Set(permissions),
  actor: 'command',
  login: 'command',
})
