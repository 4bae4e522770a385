import type { Deps } from '../deps.ts'
import type { BusinessProfile } from '../model/presentation.ts'
import { ChannelError, type Credentials } from '../model/channel.ts'
import { ApiError } from '../platform/errors.ts'
import { toldAs } from './checkAccount.ts'
import type { BusinessProfileChange, ShownBusinessProfile } from './profile.schemas.ts'

/** What people read about the business, as the platform has it. Errors: as `changeProfile`. */
export const readProfile = (deps: Deps, accountId: string): Promise<ShownBusinessProfile> =>
  atPlatform(deps, accountId, async (part, as) => ({
    ...(await part.read(deps.http, as)),
    limits: part.limits,
    categories: part.categories,
  }))

/**
 * Writes what is given to the platform and reads it back. Errors: ApiError: `no_profile` where the channel has none, `invalid_input` for
 * what exceeds a limit, `platform_refused` with the field where the platform names one, others by their own codes.
 */
export const changeProfile = (deps: Deps, accountId: string, change: BusinessProfileChange): Promise<ShownBusinessProfile> =>
  atPlatform(deps, accountId, async (part, as) => {
    const details = whyNot(change, part)
    if (details.length) throw new ApiError('invalid_input', details.map(({ path, message }) => `${path}: ${message}`).join('; '), details)
    await part.write(deps.http, as, change)
    return { ...(await part.read(deps.http, as)), limits: part.limits, categories: part.categories }
  })

async function atPlatform<T>(deps: Deps, accountId: string, work: (part: BusinessProfile, as: Credentials) => Promise<T>): Promise<T> {
  const as = await deps.credentials.get(accountId)
  const { profile } = deps.channelOf(as.channel)
  if (!profile) throw new ApiError('no_profile', 'On this account’s channel there is no profile to read or change here.')
  try {
    return await work(profile, as)
  } catch (error) {
    if (!(error instanceof ChannelError)) throw error
    const told = toldAs(error)
    const field = told.code === 'platform_refused' ? fieldIn(error.quote) : null
    throw field ? new ApiError(told.code, told.message, [{ path: `body.${field}`, message: error.quote! }]) : told
  }
}

const names = ['about', 'address', 'description', 'email', 'websites', 'category'] as const

/** The field that the platform's own words name; its name for the category is `vertical`. */
function fieldIn(words: string | null): string | null {
  const named = words?.replaceAll('vertical', 'category')
  return names.find((name) => named?.match(new RegExp(`\\b${name}\\b`))) ?? null
}

function whyNot(change: BusinessProfileChange, { limits, categories }: BusinessProfile): { path: string; message: string }[] {
  const found: { path: string; message: string }[] = []
  const tooLong = (path: string, most: number, text: string | undefined) => {
    const length = Array.from(text ?? '').length
    if (length > most) found.push({ path, message: `must have at most ${most} characters; this has ${length}` })
  }
  tooLong('body.about', limits.aboutChars, change.about)
  tooLong('body.address', limits.addressChars, change.address)
  tooLong('body.description', limits.descriptionChars, change.description)
  tooLong('body.email', limits.emailChars, change.email)
  for (const [at, site] of (change.websites ?? []).entries()) tooLong(`body.websites.${at}`, limits.websiteChars, site)
  if ((change.websites?.length ?? 0) > limits.websites) found.push({ path: 'body.websites', message: `must be at most ${limits.websites}` })
  if (change.category !== undefined && !categories.includes(change.category))
    found.push({ path: 'body.category', message: `must be one of ${categories.join(', ')}` })
  return found
}
