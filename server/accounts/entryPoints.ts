import type { Deps } from '../deps.ts'
import type { EntryPoints, EntryPointsContent } from '../model/presentation.ts'
import { ChannelError, type Credentials } from '../model/channel.ts'
import { ApiError } from '../platform/errors.ts'
import { toldAs } from './checkAccount.ts'
import type { ShownEntryPoints } from './entryPoints.schemas.ts'

/** What people see of the account before they write, as the platform has it. Errors: as `pushEntryPoints`. */
export const readEntryPoints = (deps: Deps, accountId: string): Promise<ShownEntryPoints> =>
  atPlatform(deps, accountId, async (part, as) => ({ ...(await part.read(deps.http, as)), limits: part.limits, isAsWished: true }))

/**
 * Writes it to the platform and reads it back, because the platform is the only place that holds it.
 * Errors: ApiError: `no_entry_points` where the channel has none, `invalid_input` for what exceeds a limit, others by their own codes.
 */
export const pushEntryPoints = (deps: Deps, accountId: string, content: EntryPointsContent): Promise<ShownEntryPoints> =>
  atPlatform(deps, accountId, async (part, as) => {
    const why = whyNot(content, part)
    if (why) throw new ApiError('invalid_input', why)
    await part.write(deps.http, as, content)
    const there = await part.read(deps.http, as)
    return { ...there, limits: part.limits, isAsWished: wordsOf(there) === wordsOf(content) }
  })

async function atPlatform<T>(deps: Deps, accountId: string, work: (part: EntryPoints, as: Credentials) => Promise<T>): Promise<T> {
  const as = await deps.credentials.get(accountId)
  const { entryPoints } = deps.channelOf(as.channel)
  if (!entryPoints) throw new ApiError('no_entry_points', 'On this account’s channel nothing can be set that people see before they write.')
  try {
    return await work(entryPoints, as)
  } catch (error) {
    if (error instanceof ChannelError) throw toldAs(error)
    throw error
  }
}

const wordsOf = ({ starters, menu, greeting, commands }: EntryPointsContent): string =>
  JSON.stringify([
    commands.map(({ name, description }) => [name, description]),
    starters.map(({ question, payload }) => [question, payload]),
    menu.map(({ title, payload, url }) => [title, payload ?? null, url ?? null]),
    greeting,
  ])

const chars = (text: string): number => Array.from(text).length

/** Which limit of the channel is exceeded, in words, or null. */
function whyNot({ starters, menu, greeting, commands }: EntryPointsContent, { limits, refusesEmoji }: EntryPoints): string | null {
  const tooMany = (name: string, most: number, count: number) =>
    count > most ? `${name}: at most ${most} are possible on this channel; these are ${count}.` : null
  const tooLong = (name: string, most: number, texts: (string | undefined)[]) => {
    const long = texts.find((text) => text !== undefined && chars(text) > most)
    return long === undefined ? null : `${name}: at most ${most} characters are possible; this has ${chars(long)}.`
  }
  return (
    tooMany('starters', limits.starters, starters.length) ??
    tooMany('menu', limits.menu, menu.length) ??
    tooMany('commands', limits.commands, commands.length) ??
    needsPayload(starters, limits) ??
    twice(commands) ??
    (refusesEmoji ? withEmoji({ starters, commands }) : null) ??
    tooLong(
      'commands.name',
      limits.commandChars,
      commands.map(({ name }) => name),
    ) ??
    tooLong(
      'commands.description',
      limits.descriptionChars,
      commands.map(({ description }) => description),
    ) ??
    tooLong(
      'starters.question',
      limits.questionChars,
      starters.map(({ question }) => question),
    ) ??
    tooLong(
      'menu.title',
      limits.titleChars,
      menu.map(({ title }) => title),
    ) ??
    tooLong(
      'payload',
      limits.payloadChars,
      [...starters, ...menu].map(({ payload }) => payload),
    ) ??
    tooLong('greeting', limits.greetingChars, [greeting])
  )
}

const needsPayload = (starters: EntryPointsContent['starters'], { payloadChars }: EntryPoints['limits']): string | null =>
  payloadChars > 0 && starters.some(({ payload }) => payload === '') ? 'starters.payload: each question needs one on this channel.' : null

function twice(commands: EntryPointsContent['commands']): string | null {
  const names = commands.map(({ name }) => name)
  const again = names.find((name, at) => names.indexOf(name) !== at)
  return again === undefined ? null : `commands.name: “${again}” is there twice.`
}

const emoji = /\p{Extended_Pictographic}/u

function withEmoji({ starters, commands }: Pick<EntryPointsContent, 'starters' | 'commands'>): string | null {
  const texts = [...starters.map(({ question }) => question), ...commands.flatMap(({ name, description }) => [name, description])]
  const found = texts.find((text) => emoji.test(text))
  return found === undefined ? null : `On this channel no emoji is possible here: “${found}”.`
}
