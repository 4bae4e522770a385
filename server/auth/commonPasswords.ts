import { ApiError } from '../platform/errors.ts'

let known: Promise<ReadonlySet<string>> | null = null
/** Some 49,000 passwords that attackers try first; read at the first use, and kept. */
const common = () => (known ??= import('@zxcvbn-ts/language-common').then(({ dictionary }) => new Set(dictionary['passwords-common'])))

/**
 * Whether a password is among those that attackers try first: a common one, also with a few digits or signs after it, or the person's own
 * name or email.
 */
async function isCommonPassword(password: string, own: readonly string[]): Promise<boolean> {
  const lower = password.trim().toLowerCase()
  const bare = lower.replace(/[^\p{L}]{1,6}$/u, '')
  const passwords = await common()
  const names = own.flatMap((text) => [text, text.split('@')[0]!]).map((text) => text.trim().toLowerCase())
  return [lower, bare].some((one) => passwords.has(one) || names.includes(one))
}

/** Errors: ApiError invalid_input at `field` for a common password. */
export async function refuseCommonPassword(password: string, { own, field }: { own: readonly string[]; field: string }): Promise<void> {
  if (!(await isCommonPassword(password, own))) return
  const message = 'is among the passwords that are guessed first. Choose another, such as four words that do not belong together'
  throw new ApiError('invalid_input', `${field}: ${message}.`, [{ path: `body.${field}`, message }])
}
