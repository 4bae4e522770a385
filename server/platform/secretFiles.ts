import { readFileSync } from 'node:fs'

/** Settings whose value may be in a file that is named by the setting with `_FILE`, as Docker and Kubernetes provide secrets. */
export const fileSettings = [
  'DATABASE_URL',
  'DATABASE_WEB_URL',
  'REDIS_URL',
  'SECRET_KEY',
  'META_APP_SECRET',
  'INSTAGRAM_APP_SECRET',
  'WEBHOOK_VERIFY_TOKEN',
  'BOOTSTRAP_API_KEY',
  'SMTP_URL',
  'TRANSCRIBE_URL',
  'OIDC_CLIENT_SECRET',
] as const

/** An empty file of these means that they are not set: the files for hosts name one for each app and for the mail server. */
const optional: readonly string[] = ['META_APP_SECRET', 'INSTAGRAM_APP_SECRET', 'SMTP_URL', 'TRANSCRIBE_URL', 'OIDC_CLIENT_SECRET']

/**
 * Replaces each `NAME_FILE` by `NAME` with the content of that file, without line breaks at its end.
 * In: settings that are not empty. Out: those, or which setting is wrong and why. The content is in no message.
 */
export function readSecretFiles(
  given: Record<string, string | undefined>,
): { settings: Record<string, string | undefined> } | { variable: string; trouble: string } {
  const settings = { ...given }
  for (const name of fileSettings) {
    const variable = `${name}_FILE`
    const file = given[variable]
    if (file === undefined) continue
    if (given[name] !== undefined) return { variable, trouble: `cannot be set together with ${name}` }
    let content: string
    try {
      content = withoutLineEnds(readFileSync(file, 'utf8'))
    } catch (error) {
      return { variable, trouble: `cannot be read (${(error as { code?: string }).code}: ${file})` }
    }
    if (!content && optional.includes(name)) continue
    if (!content) return { variable, trouble: `names an empty file (${file})` }
    settings[name] = content
  }
  return { settings }
}

/** Editors end a file with a line end, which is not part of the secret. */
function withoutLineEnds(text: string): string {
  let end = text.length
  while (end > 0 && '\r\n'.includes(text[end - 1]!)) end--
  return text.slice(0, end)
}
